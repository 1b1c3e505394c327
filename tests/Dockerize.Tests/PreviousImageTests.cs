namespace Dockerize.Tests;

/// <summary>The records of a build have what it changed: new layers, and the previous layers and files.</summary>
[TestClass]
public sealed class PreviousImageTests : IDisposable
{
    private const string Text = "FROM a:1\nCOPY app/ /\n";

    private readonly FaultyEngine engine = new();
    private readonly TemporaryFolder folder = new();

    private string RecordPath => Path.Combine(folder.Path, "image.json");

    private string InputsPath => Path.Combine(folder.Path, "inputs.json");

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    [TestMethod]
    public async Task First_image_has_only_new_layers_and_no_previous_image()
    {
        await BuildAsync("sha256:one", "base app1", "12 0 34", "content");

        Assert.AreEqual("base 34 True, app1 12 True", Layers());
        var inputs = BuildInputs.Load(InputsPath)!;
        Assert.IsNull(inputs.Previous);
        Assert.AreEqual(7, inputs.Files["app/x"].Size);
    }

    [TestMethod]
    public async Task Layer_that_the_previous_image_has_is_not_new()
    {
        await BuildAsync("sha256:one", "base app1", "12 34", "content");

        await BuildAsync("sha256:two", "base app2", "13 34", "longer content");

        Assert.AreEqual("base 34 False, app2 13 True", Layers());
        var previous = BuildInputs.Load(InputsPath)!.Previous!;
        Assert.AreEqual("sha256:base sha256:app1", string.Join(' ', previous.Layers.Select(layer => layer.Id)));
        Assert.AreEqual(7, previous.Files["app/x"].Size);
        Assert.AreNotEqual(previous.Files["app/x"].Digest, BuildInputs.Load(InputsPath)!.Files["app/x"].Digest);
    }

    [TestMethod]
    public async Task Build_that_creates_an_equal_image_again_keeps_the_comparison()
    {
        await BuildAsync("sha256:one", "base app1", "12 34", "content");
        await BuildAsync("sha256:two", "base app2", "13 34", "longer content");
        var (record, inputs) = (File.ReadAllText(RecordPath), File.ReadAllText(InputsPath));

        await BuildAsync("sha256:two", "base app2", "13 34", "longer content", isForced: true);

        Assert.AreEqual(record, File.ReadAllText(RecordPath));
        Assert.AreEqual(inputs, File.ReadAllText(InputsPath));
    }

    [TestMethod]
    [DataRow("34 5")]
    [DataRow("")]
    public async Task Sizes_of_base_layers_are_unknown_if_the_history_has_another_number(string sizes)
    {
        await BuildAsync("sha256:one", "base app1", "12 " + sizes, "content");

        Assert.AreEqual("base  True, app1 12 True", Layers());
    }

    private string Layers() =>
        string.Join(
            ", ",
            BuildRecord.Load(RecordPath)!.Layers.Select(layer => $"{layer.Id[7..]} {layer.Size} {layer.IsNew}")
        );

    /// <summary>Builds an image with these layers. The history has the newest layer first.</summary>
    private async Task BuildAsync(string id, string layers, string sizes, string content, bool isForced = false)
    {
        engine.Answer("GET /images/a:1/json", Image("sha256:a", "base"));
        engine.Answer("POST /build", $$"""{"aux":{"ID":"{{id}}"} }""");
        engine.Answer($"GET /images/{id}/json", Image(id, layers));
        var entries = sizes
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(size => $$"""{"CreatedBy":"COPY","Size":{{size}} }""");
        engine.Answer($"GET /images/{id}/history", $"[{string.Join(',', entries)}]");
        engine.On($"POST /images/{id}/tag", exchange => exchange.AnswerAsync("201 Created", ""));
        using var home = new UserHome();
        using var docker = await DockerEngine.ConnectAsync(engine.Host, cancellationToken: CancellationToken.None);
        var build = new IncrementalBuild(docker.Api, new ClassicBuilder(docker.Api))
        {
            Credentials = home.Sources(),
            RecordPath = RecordPath,
            InputsPath = InputsPath,
            IsForced = isForced,
        };
        ContextFile[] files = [new(folder.Write("x", content), "app/x")];
        var context = BuildContext.Create(Text, files, cancellationToken: CancellationToken.None);

        await build.RunAsync(new(Dockerfile.Parse(Text), context, new()), [ImageReference.Parse("shop:1")]);
    }

    private static string Image(string id, string layers)
    {
        var digests = string.Join(',', layers.Split(' ').Select(layer => $"\"sha256:{layer}\""));
        return $$"""{"Id":"{{id}}","Os":"linux","Architecture":"amd64","RootFS":{"Layers":[{{digests}}] } }""";
    }
}
