using System.Diagnostics;

namespace Dockerize.Bench;

/// <summary>
/// The time to find and to hash the files in a folder with 100,000 files and 50 patterns in the ignore file.
/// </summary>
internal static class WalkBenchmark
{
    private static readonly string[] Patterns =
    [
        "**/.git",
        "**/.gitignore",
        "!**/.gitignore",
        "**/.vs",
        "**/.vscode",
        "**/.idea",
        "**/*.*proj.user",
        "**/*.dbmdl",
        "**/*.jfm",
        "**/bin",
        "**/obj",
        "**/charts",
        "**/docker-compose*",
        "**/Dockerfile*",
        "**/npm-debug.log",
        "**/secrets.dev.yaml",
        "**/values.dev.yaml",
        "LICENSE",
        "README.md",
        "!.git/HEAD",
        "!.git/config",
        "!.git/packed-refs",
        "!.git/refs/heads/**",
        "**/*.log",
        "**/*.tmp",
        "**/*.sw?",
        "**/~*",
        "**/[Tt]humbs.db",
        "**/*.pdb",
        "docs/**/draft*",
        "docs/**/*.md",
        "!docs/module00?/**/*.md",
        "tests/*/part[0-4]",
        "!tests/**/File00.cs",
        "**/TestResults",
        "**/coverage*",
        "*.sln",
        "*.user",
        "artifacts",
        "**/*.orig",
        "**/*.bak",
        "**/*~",
        "**/dist/*.map",
        "**/.DS_Store",
        "a/**/b/**/c",
        "web/**/File1?.*",
        "node_modules",
        "!node_modules/module001",
        "**/*.cache",
        "/TODO",
    ];

    public static Task RunAsync()
    {
        using var folder = new BenchFolder();
        string[] extensions = ["cs", "json", "md", "css", "ts"];
        var files = (
            from top in new[] { "src", "web", "docs", "tests", "node_modules" }
            from module in Enumerable.Range(0, 100)
            from part in Enumerable.Range(0, 10)
            from file in Enumerable.Range(0, 20)
            select $"{top}/module{module:000}/part{part}/File{file:00}.{extensions[file % extensions.Length]}"
        ).ToList();
        files.ForEach(file => folder.Write("context/" + file, file));
        folder.Write("context/.dockerignore", string.Join('\n', Patterns));
        var dockerfile = folder.Write("context/Dockerfile", "FROM scratch\n");
        for (var round = 1; round <= 3; round++)
        {
            var watch = Stopwatch.StartNew();
            var found = ContextReader.Read(Path.Combine(folder.Path, "context"), dockerfile);
            var walk = watch.Elapsed;
            watch.Restart();
            var context = BuildContext.Create("", found, dockerfile);
            Console.WriteLine(
                $"{files.Count} files, {Patterns.Length} patterns: found {found.Count} in {walk.TotalSeconds:0.00} s, "
                    + $"hashed {context.Size / 1e6:0.0} MB in {watch.Elapsed.TotalSeconds:0.00} s"
            );
        }

        return Task.CompletedTask;
    }
}
