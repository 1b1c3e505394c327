namespace Dockerize.Build.Tasks.Tests;

/// <summary>With DockerBaseLock, the base image is that of the digest in docker.lock.json.</summary>
[TestClass]
public sealed class BaseLockTests
{
    private const string Base = "mcr.microsoft.com/dotnet/runtime:10.0";

    private static readonly string First = "sha256:" + new string('1', 64);
    private static readonly string Second = "sha256:" + new string('2', 64);

    [TestMethod]
    public void First_publish_locks_the_base_image_and_later_ones_use_its_digest()
    {
        using var engine = Engine(First);
        using var project = Project(engine);

        var result = project.Generate().Success();

        Assert.Contains($"FROM {Base}@{First}\n", result.Text());
        Assert.Contains($"Locked base image {Base} to {First}", string.Join('\n', result.Information));

        // The tag moves in the registry.
        var pulls = engine.Count("POST /images/create");
        Answer(engine, Second);
        Assert.Contains($"FROM {Base}@{First}\n", project.Generate().Success().Text());
        Assert.AreEqual(pulls, engine.Count("POST /images/create"));
    }

    [TestMethod]
    public void Update_reports_a_moved_and_an_unchanged_digest()
    {
        using var engine = Engine(First);
        using var project = Project(engine);
        var today = DateTime.UtcNow;

        Assert.Contains($"Locked base image {Base} to {First}", Update());
        Assert.Contains($"Base image {Base} is still {First}, as on {today:yyyy-MM-dd}", Update());
        Answer(engine, Second);
        Assert.Contains($"Base image {Base} moved from {First} ({today:yyyy-MM-dd}) to {Second}", Update());
        Assert.Contains($"FROM {Base}@{Second}\n", project.Generate().Success().Text());

        string Update() => string.Join('\n', project.UpdateBase().Success().Information);
    }

    [TestMethod]
    public void Missing_entry_is_an_error_in_CI()
    {
        using var engine = Engine(First);
        using var project = Project(engine).Set("ContinuousIntegrationBuild", "true");

        var error = project.Generate().Error("DKZ1057");

        Assert.Contains(Base, error);
        Assert.IsFalse(File.Exists(project.PathOf("docker.lock.json")));
        Assert.AreEqual(0, engine.Count("POST "));
    }

    [TestMethod]
    public void Missing_entry_without_an_engine_is_an_error()
    {
        using var project = new TestProject().Set("DockerBaseLock", "true");

        Assert.Contains("UpdateDockerBase", project.Generate().Error("DKZ1057"));
    }

    [TestMethod]
    [DataRow("{", "line 1")]
    [DataRow("[]", "")]
    [DataRow("""{ "images": {} }""", "version is not 1")]
    [DataRow("""{ "version": 1 }""", "images is not an object")]
    [DataRow("""{ "version": 1, "images": { "a:1": {} } }""", "the digest of a:1 is invalid")]
    [DataRow("""{ "version": 1, "images": { "a:1": "sha256:1" } }""", "the digest of a:1 is invalid")]
    public void Invalid_lock_is_an_error_in_the_file(string text, string reason)
    {
        using var engine = Engine(First);
        using var project = Project(engine);
        var path = project.Write("docker.lock.json", text);

        var result = project.Generate();

        Assert.Contains(reason, result.Error("DKZ1058"));
        Assert.AreEqual(path, result.Engine.Errors[0].File);
        Assert.AreEqual(text, File.ReadAllText(path));
    }

    [TestMethod]
    public void Base_image_of_no_registry_cannot_be_locked()
    {
        using var engine = Engine(digest: null);
        using var project = Project(engine);

        project.Generate().Error("DKZ1059");

        Assert.IsFalse(File.Exists(project.PathOf("docker.lock.json")));
    }

    [TestMethod]
    public void Base_image_with_a_digest_needs_no_entry()
    {
        using var engine = Engine(First);
        using var project = Project(engine)
            .Set("DockerBaseImage", $"{Base}@{Second}")
            .Set("ContinuousIntegrationBuild", "true");

        Assert.Contains($"FROM {Base}@{Second}\n", project.Generate().Success().Text());
        Assert.Contains("is not locked", project.UpdateBase().Success().Information.Single());
        Assert.IsFalse(File.Exists(project.PathOf("docker.lock.json")));
    }

    [TestMethod]
    [DataRow("", true)]
    [DataRow("OutputType=Library", false)]
    public void Update_of_a_solution_locks_only_the_base_images_of_apps(string arguments, bool isLocked)
    {
        using var engine = Engine(First);
        using var project = new TargetsProject("");

        project.Run("UpdateDockerBase", $"DockerHost={engine.Host} {arguments}");

        Assert.IsEmpty(project.Log.OfType<Microsoft.Build.Framework.BuildErrorEventArgs>());
        var path = Path.Combine(Path.GetDirectoryName(project.File)!, "docker.lock.json");
        Assert.AreEqual(isLocked, File.Exists(path));
    }

    private static TestProject Project(FaultyEngine engine) =>
        new TestProject().Use(engine).Set("DockerBaseLock", "true");

    private static FaultyEngine Engine(string? digest)
    {
        var engine = new FaultyEngine();
        engine.Answer("POST /images/create", """{"status":"Status: Image is up to date"}""");
        Answer(engine, digest);
        return engine;
    }

    private static void Answer(FaultyEngine engine, string? digest)
    {
        var digests = digest is null ? "" : $"\"mcr.microsoft.com/dotnet/runtime@{digest}\"";
        engine.On(
            "GET /images/",
            exchange =>
                exchange.AnswerAsync(
                    "200 OK",
                    $$"""{"Id":"{{EngineAnswers.BaseId}}","Os":"linux","Architecture":"amd64","RepoDigests":[{{digests}}],"Config":{} }"""
                )
        );
    }
}
