namespace Dockerize.Build.Tests;

/// <summary>The sample, copied out of the repository as a user would copy it.</summary>
internal static class HelloWeb
{
    public const string Project = "Web/HelloWeb.csproj";

    public static void CopyTo(string folder)
    {
        var sample = Path.Combine(TestMachine.RepositoryRoot, "samples", "HelloWeb");
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(sample, file);
            if (path.Split('/', '\\').Any(part => part is "bin" or "obj"))
                continue;
            var copy = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
