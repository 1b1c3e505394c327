namespace Dockerize.Package.Tests;

/// <summary>
/// An app that is restored and compiled once per test run, when the first test requires it. Each test gets a copy.
/// </summary>
internal sealed class BuiltApp
{
    private readonly Lazy<Task<string>> folder;

    private BuiltApp(string project, Action<UserFolder> write) => folder = new(() => BuildAsync(project, write));

    /// <summary>The app of <see cref="UserFolder.WriteConsoleProject"/>.</summary>
    public static BuiltApp Console { get; } =
        new("Greeter", user => user.WriteConsoleProject("Greeter/Greeter.csproj"));

    /// <summary>samples/HelloWeb with the projects that it references.</summary>
    public static BuiltApp HelloWeb { get; } =
        new(Sample.HelloWebProject, user => Sample.CopyTo(Sample.HelloWeb, user.Path));

    /// <summary>
    /// Copies the sources, <c>bin</c> and <c>obj</c>. The mark is appended to the debug symbols, which are published.
    /// Without the mark, images of several tests would have the same id, and an image that a test removes would still
    /// exist under another name.
    /// </summary>
    public async Task CopyToAsync(string target, string mark)
    {
        var source = await folder.Value;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
            if (Path.GetExtension(copy) == ".pdb")
                await File.AppendAllTextAsync(copy, mark);
        }
    }

    /// <summary>Deletes the apps that were built in this test run.</summary>
    public static async Task RemoveAllAsync()
    {
        foreach (var app in new[] { Console, HelloWeb }.Where(app => app.folder.IsValueCreated))
            Directory.Delete(await app.folder.Value, recursive: true);
    }

    private static async Task<string> BuildAsync(string project, Action<UserFolder> write)
    {
        var user = new UserFolder();
        write(user);
        (await user.DotnetAsync("build", project, "-c", "Release")).Succeeded();
        return user.Path;
    }
}
