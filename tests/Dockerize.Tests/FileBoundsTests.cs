#if NET // The test creates links, for which .NET Framework has no API.
namespace Dockerize.Tests;

/// <summary>Only regular files of a limited size are read. Other files are an error or are ignored.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux, IgnoreMessage = "Windows has no named pipes and devices in folders.")]
public sealed class FileBoundsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The paths of the files that users write, with the code of the error.</summary>
    private static readonly Dictionary<string, string> Files = new()
    {
        ["Dockerfile"] = "DKZ1009",
        [".dockerignore"] = "DKZ1046",
        ["Dockerfile.dockerignore"] = "DKZ1046",
        ["docker/config.json"] = "DKZ3004",
        ["run/containers/auth.json"] = "DKZ3004",
        ["docker/contexts/meta/6754af9632a2745e85c293e5aac0863370d9bd3330b9938c00cadfd215227d77/meta.json"] = "DKZ2010",
        ["ca.pem"] = "DKZ2011",
        ["image.json"] = "",
        ["appsettings.json"] = "",
        [".git/HEAD"] = "DKZ1033",
    };

    public static IEnumerable<object[]> Rows =>
        Files.Keys.SelectMany(file => new[] { "pipe", "device", "large" }.Select(kind => new object[] { file, kind }));

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public async Task Pipe_device_or_large_file_is_an_error_instead_of_a_hang(string file, string kind)
    {
        using var home = new UserHome();
        home.Write("Dockerfile", "FROM a\n");
        var path = Path.Combine(home.Folder, file);
        var reason = await CreateAsync(path, kind);

        var error = await Task.Run(() => ReadAsync(home, file, path)).WaitAsync(Limit);

        Assert.AreEqual(Files[file], error is null ? "" : error.Diagnostic().Code);
        if (error is not null)
            Assert.Contains(reason, error.Diagnostic().Message);
    }

    private static async Task<Exception?> ReadAsync(UserHome home, string file, string path)
    {
        try
        {
            switch (Path.GetFileName(file))
            {
                case "config.json" or "auth.json":
                    await home.FindAsync("r.io/a");
                    break;
                case "meta.json":
                    DockerContextStore.Open(home.Read).Find("prod", "DOCKER_CONTEXT");
                    break;
                case "ca.pem":
                    PemCertificate.LoadAuthorities(path).Clear();
                    break;
                case "image.json":
                    Assert.IsNull(BuildRecord.Load(path));
                    break;
                case "appsettings.json":
                    Assert.AreEqual(0, SecretFiles.Find([new ContextFile(path, file)]).Count());
                    break;
                case "HEAD":
                    _ = GitRepository.Find(home.Folder)?.Revision;
                    break;
                default:
                    using (var faulty = new FaultyEngine())
                    using (var engine = await DockerEngine.ConnectAsync(faulty.Host))
                        await engine.BuildAsync(new ImageBuildRequest(home.Folder));
                    break;
            }

            return null;
        }
        catch (Exception exception) when (exception is not AssertFailedException)
        {
            return exception;
        }
    }

    // Returns the expected text of the reason.
    private static async Task<string> CreateAsync(string path, string kind)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        switch (kind)
        {
            case "pipe":
                await System.Diagnostics.Process.Start("mkfifo", [path])!.WaitForExitAsync();
                return "the file is a named pipe";
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                return "the file is a device";
            default:
                await using (var sparse = File.Create(path))
                    sparse.SetLength(100 * 1024 * 1024);
                return "4 MB";
        }
    }
}
#endif
