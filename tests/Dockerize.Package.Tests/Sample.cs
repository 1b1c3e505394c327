namespace Dockerize.Package.Tests;

/// <summary>The samples, copied out of the repository as a user would copy them.</summary>
internal static class Sample
{
    public const string HelloWeb = "HelloWeb";

    /// <summary>The web app of <see cref="HelloWeb"/>.</summary>
    public const string HelloWebProject = "Web/HelloWeb.csproj";

    public static void CopyTo(string name, string folder)
    {
        var sample = Path.Combine(TestMachine.RepositoryRoot, "samples", name);
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
