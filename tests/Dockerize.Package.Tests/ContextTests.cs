using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>The build context of a folder equals the one that docker build sends.</summary>
[TestClass]
public sealed class ContextTests
{
    // Patterns that the classic docker CLI and BuildKit interpret in the same way: no exception with a wildcard matches
    // inside an excluded folder.
    private const string Patterns = """
        # unwanted files
        **/*.log
        !keep.log
        **/obj
        /bin/
        ./docs//*.md
        !docs/README.md
        excluded
        !excluded/but/this
        te?t
        [a-c]1
        [^a-c]2
        deep/**/leaf
        \!bang
        with blank
        links/gone
        !!double
        twice
        !twice/kept
        twice
        **/node_modules/**

        """;

    [TestMethod]
    public async Task COPY_copies_the_same_files_folders_and_links_as_docker_build()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>../tree/Dockerfile</DockerBuildFile>");
        var tree = Path.Combine(folder.Path, "tree");
        folder.Write("tree/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nCOPY . /ctx/\n");
        folder.Write("tree/.dockerignore", "\uFEFF" + Patterns.Replace("\n", "\r\n", StringComparison.Ordinal));
        foreach (
            var path in new[]
            {
                "a.log",
                "keep.log",
                "logs/a.log",
                "src/obj/x",
                "src/object/x",
                "bin/x",
                "src/bin/x",
                "docs/a.md",
                "docs/README.md",
                "docs/deep/a.md",
                "excluded/x",
                "excluded/but/this/y",
                "excluded/but/that",
                "test",
                "text",
                "teest",
                "a1",
                "d1",
                "a2",
                "d2",
                "deep/leaf",
                "deep/er/leaf",
                "deep/er/leaves",
                "!bang",
                "with blank",
                "with  blank",
                "double",
                "!double",
                "twice/kept",
                "twice/x",
                "node_modules/x",
                "web/node_modules/x",
                "ünï/文件 😀.txt",
                "quote'\"$x",
                new string('n', 120) + "/" + new string('m', 220),
                "links/target",
            }
        )
            folder.Write("tree/" + path, path);
        Directory.CreateDirectory(Path.Combine(tree, "empty", "folder"));
        foreach (
            var (name, target) in new[]
            {
                ("file", "target"),
                ("folder", "../docs"),
                ("dangling", "../nowhere"),
                ("out", "/etc/passwd"),
                ("gone", "target"),
                ("itself", "itself"),
                ("loop", "."),
                ("long", string.Concat(Enumerable.Repeat("文件夹/", 60)) + "x"),
            }
        )
            File.CreateSymbolicLink(Path.Combine(tree, "links", name), target);

        (await folder.PublishAsync("Greeter")).Succeeded();
        await CommandLine.DockerAsync("build", "-q", "--no-cache", "-t", $"{folder.Image}:cli", tree);

        Assert.AreEqual(await ListingAsync("cli"), await ListingAsync("latest"));

        async Task<string> ListingAsync(string tag) =>
            await CommandLine.DockerAsync(
                "run",
                "--rm",
                $"{folder.Image}:{tag}",
                "sh",
                "-c",
                "cd /ctx && find . -mindepth 1 \\( -type f -printf '%y %s %p\\n' -o -printf "
                    + "'%y %p %l\\n' \\) | LC_ALL=C sort"
            );
    }
}
