namespace Dockerize.Tests;

/// <summary>What is generated is held against plain files in Golden/, which the package tests also build for real.</summary>
[TestClass]
public sealed class AppDockerfileTests
{
    private static readonly PublishedApp Web = new() { AssemblyName = "Shop", FrameworkVersion = "10.0", UsesAspNetCore = true, Files = [File("Shop.dll")] };
    private static readonly PublishedApp Worker = Web with { AssemblyName = "Mailer", UsesAspNetCore = false, Files = [File("Mailer.dll")] };

    private static readonly ImageFacts AspNetFacts = new()
    {
        Id = "sha256:0",
        Os = "linux",
        Architecture = "amd64",
        Env = new Dictionary<string, string> { ["APP_UID"] = "1654", ["ASPNETCORE_HTTP_PORTS"] = "8080" },
    };

    [TestMethod]
    public void A_web_app_on_the_inferred_base() => Matches("web", AppDockerfile.Create(
        Web,
        BaseImage.Infer(Web) with { Facts = AspNetFacts },
        new ImageConfig { Labels = [new("org.opencontainers.image.version", "1.2.0"), new("org.opencontainers.image.authors", "Contoso")] },
        [Layer.App, Layer.Assets, Layer.Projects, Layer.Packages]));

    [TestMethod]
    public void A_console_app_with_all_that_a_project_can_say() => Matches("console", AppDockerfile.Create(
        Worker,
        BaseImage.Infer(Worker, "registry.example.com:5000/mirror/", "alpine"),
        new ImageConfig
        {
            WorkingDirectory = "/srv/my mailer",
            User = "1000:1000",
            Env = [new("TZ", "Europe/Vienna"), new("GREETING", "say \"hi\" for $5")],
            ExposedPorts = ["25", "8000-8010", "5353/udp", "25"],
            Labels = [new("b", "1"), new("a", "x"), new("b", "2")],
        },
        [Layer.Packages, Layer.App]));

    [TestMethod]
    public void A_self_contained_app() => Matches("self-contained", AppDockerfile.Create(
        Web with { IsSelfContained = true, RuntimeIdentifier = "linux-x64" },
        BaseImage.Infer(Web with { IsSelfContained = true, RuntimeIdentifier = "linux-x64" }),
        new ImageConfig(),
        [Layer.Runtime, Layer.App]));

    [TestMethod]
    public void The_same_input_makes_the_same_bytes()
    {
        var first = AppDockerfile.Create(Web, BaseImage.Infer(Web), new ImageConfig(), [Layer.App]).Text;

        Assert.AreEqual(first, AppDockerfile.Create(Web, BaseImage.Infer(Web), new ImageConfig(), [Layer.App]).Text);
        Assert.IsFalse(first.Contains('\r', StringComparison.Ordinal));
        Assert.IsTrue(first.EndsWith('\n') && !first.EndsWith("\n\n", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("app", "1654", "")]
    [DataRow("", "1654", "USER $APP_UID")]
    [DataRow("root", "1654", "USER $APP_UID")]
    [DataRow("0:0", null, "")]
    [DataRow("", null, "")]
    public void A_chosen_base_keeps_its_own_user_and_APP_UID_is_used_only_where_it_is_set(string user, string? appUid, string expected)
    {
        var facts = AspNetFacts with { User = user, Env = appUid is null ? new Dictionary<string, string>() : new() { ["APP_UID"] = appUid } };
        var dockerfile = AppDockerfile.Create(Web, BaseImage.Chosen("base") with { Facts = facts }, new ImageConfig(), [Layer.App]);

        Assert.AreEqual(expected, string.Join('|', dockerfile.Instructions.Where(instruction => instruction.Keyword == "USER")));
    }

    [TestMethod]
    [DataRow("8080;8081", null, "EXPOSE 8080 8081")]
    [DataRow("8080", "9000", "EXPOSE 9000")]
    [DataRow(null, null, "")]
    public void A_web_app_exposes_what_it_listens_on_by_its_own_and_its_bases_variables(string? inherited, string? own, string expected)
    {
        var facts = AspNetFacts with { Env = inherited is null ? new Dictionary<string, string>() : new() { ["ASPNETCORE_HTTP_PORTS"] = inherited } };
        var config = new ImageConfig { Env = own is null ? [] : [new("ASPNETCORE_HTTP_PORTS", own)] };
        var dockerfile = AppDockerfile.Create(Web, BaseImage.Chosen("base") with { Facts = facts }, config, [Layer.App]);

        Assert.AreEqual(expected, string.Join('|', dockerfile.Instructions.Where(instruction => instruction.Keyword == "EXPOSE")));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("http")]
    [DataRow("0")]
    [DataRow("65536")]
    [DataRow("80/http")]
    [DataRow("80:80")]
    [DataRow("80\nUSER root")]
    public void What_is_no_port_is_an_error(string port) => Assert.AreEqual(
        "DKZ1005",
        Assert.ThrowsExactly<DockerizeException>(() => AppDockerfile.Create(Web, BaseImage.Infer(Web), new ImageConfig { ExposedPorts = [port] }, [Layer.App])).Diagnostic.Code);

    [TestMethod]
    [DataRow(true, false, null, null, null, "mcr.microsoft.com/dotnet/aspnet:10.0")]
    [DataRow(false, false, null, null, null, "mcr.microsoft.com/dotnet/runtime:10.0")]
    [DataRow(true, true, "linux-x64", null, null, "mcr.microsoft.com/dotnet/runtime-deps:10.0")]
    [DataRow(true, false, "linux-musl-x64", null, null, "mcr.microsoft.com/dotnet/aspnet:10.0-alpine")]
    [DataRow(true, false, null, null, "noble", "mcr.microsoft.com/dotnet/aspnet:10.0-noble")]
    [DataRow(true, false, null, "localhost:5000/mirror", "alpine", "localhost:5000/mirror/dotnet/aspnet:10.0-alpine")]
    public void The_base_image_follows_from_the_app(bool web, bool selfContained, string? rid, string? registry, string? variant, string expected) =>
        Assert.AreEqual(expected, BaseImage.Infer(Web with { UsesAspNetCore = web, IsSelfContained = selfContained, RuntimeIdentifier = rid }, registry, variant).Name);

    private static PublishedFile File(string path) => new("/nowhere/" + path, path, PublishedFileOrigin.App);

    private static void Matches(string golden, Dockerfile dockerfile) =>
        Assert.AreEqual(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", golden + ".Dockerfile")), dockerfile.Text);
}
