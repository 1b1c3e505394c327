using Dockerize.Indexes;

namespace Dockerize.Tests;

/// <summary>Builds of image indexes with a record, on an engine with containerd's image store.</summary>
[TestClass]
public sealed class IndexBuildTests : IDisposable
{
    private static readonly string[] Architectures = ["amd64", "arm64"];

    private readonly ContainerdEngine engine = new();
    private readonly TemporaryFolder records = new();
    private readonly List<string> log = [];
    private string? host;
    private string? provenance;

    private SmokeTest? test;

    // The text of the Dockerfile for each architecture.
    private readonly Dictionary<string, string> texts = Architectures.ToDictionary(name => name, _ => "FROM scratch\n");

    public void Dispose()
    {
        engine.Dispose();
        records.Dispose();
    }

    [TestMethod]
    public async Task Images_are_built_without_names_and_only_the_index_is_kept()
    {
        var index = await BuildAsync("1", "2");

        Assert.AreEqual("build amd64|build arm64|load|tag 1|tag 2|remove a|remove b", engine.TakeChanges());
        Assert.AreEqual(index.Id, engine.Listed.Single());
        Assert.AreEqual(Ids, string.Join(' ', index.Images.Select(image => image.Id)));
        foreach (var architecture in Architectures)
            Assert.Contains($"linux/{architecture}: Built {engine.IdOf(architecture)}", log);
    }

    [TestMethod]
    public async Task Record_of_an_index_has_the_image_of_each_platform()
    {
        var index = await BuildAsync("1");

        var record = BuildRecord.Load(RecordPath)!;
        Assert.AreEqual((index.Id, "linux/amd64;linux/arm64", 7L), (record.Id, record.Platform, record.Size));
        Assert.AreEqual("shop:1", record.Tags.Single());
        var id = engine.IdOf("arm64");
        Assert.AreEqual(new PlatformRecord(id, id), record.Platforms["linux/arm64"]);
    }

    [TestMethod]
    public async Task Unchanged_index_only_gets_missing_names()
    {
        await BuildAsync("1");
        engine.TakeChanges();
        log.Clear();

        await BuildAsync("1");
        Assert.AreEqual("", engine.TakeChanges());
        Assert.AreEqual("shop:1 is up to date", string.Join('|', log));

        await BuildAsync("1", "2");
        Assert.AreEqual("tag 2", engine.TakeChanges());
    }

    [TestMethod]
    public async Task Unchanged_index_keeps_the_digests_of_earlier_pushes()
    {
        await BuildAsync("1");
        var record = BuildRecord.Load(RecordPath)!;
        (record with { Digests = new Dictionary<string, string> { ["shop:1"] = "sha256:x" } }).Save(RecordPath);

        await BuildAsync("1");
        Assert.AreEqual("sha256:x", BuildRecord.Load(RecordPath)!.Digests["shop:1"]);

        Change("arm64", 'd');
        await BuildAsync("1");
        Assert.IsEmpty(BuildRecord.Load(RecordPath)!.Digests);
    }

    [TestMethod]
    public async Task Only_the_changed_platform_is_built_again()
    {
        var before = await BuildAsync("1");
        engine.TakeChanges();
        Change("arm64", 'd');

        var after = await BuildAsync("1");

        Assert.AreEqual("build arm64|load|tag 1|remove d", engine.TakeChanges());
        Assert.AreEqual(Ids, string.Join(' ', after.Images.Select(image => image.Id)));
        Assert.AreNotEqual(before.Id, after.Id);
        Assert.AreEqual(after.Id, engine.Find("shop:1"));
    }

    [TestMethod]
    public async Task Changed_attestation_creates_an_index_without_a_build()
    {
        await BuildAsync("1");
        engine.TakeChanges();
        provenance = "{}";

        var attested = await BuildAsync("1");

        Assert.AreEqual("load|tag 1", engine.TakeChanges());
        Assert.Contains("attestation-manifest", attested.Content);
        Assert.AreEqual(attested.Id, ContentDigest.ComputeSha256(System.Text.Encoding.UTF8.GetBytes(attested.Content)));
        await BuildAsync("1");
        Assert.AreEqual("", engine.TakeChanges());
    }

    [TestMethod]
    public async Task Missing_index_is_built_again()
    {
        var before = await BuildAsync("1");
        engine.RemoveIndexes();
        engine.TakeChanges();

        var after = await BuildAsync("1");

        Assert.AreEqual("build amd64|build arm64|load|tag 1|remove a|remove b", engine.TakeChanges());
        Assert.AreEqual(before.Id, after.Id);
    }

    [TestMethod]
    public async Task Forced_build_of_an_equal_index_leaves_no_image()
    {
        var index = await BuildAsync("1");
        engine.TakeChanges();

        await BuildAsync(["1"], isForced: true, CancellationToken.None);

        Assert.AreEqual("build amd64|build arm64|remove a|remove b", engine.TakeChanges());
        Assert.AreEqual(index.Id, engine.Listed.Single());
    }

    [TestMethod]
    public async Task Removed_platform_creates_an_index_without_a_build()
    {
        await BuildAsync("1");
        engine.TakeChanges();
        texts.Remove("arm64");

        var index = await BuildAsync("1");

        Assert.AreEqual("load|tag 1", engine.TakeChanges());
        Assert.AreEqual(engine.IdOf("amd64"), index.Images.Single().Id);
        Assert.AreEqual("linux/amd64", BuildRecord.Load(RecordPath)!.Platforms.Keys.Single());
    }

    [TestMethod]
    public async Task Record_of_a_single_image_is_not_that_of_an_index()
    {
        await BuildAsync("1");
        var record = BuildRecord.Load(RecordPath)!;
        (record with { Platforms = new Dictionary<string, PlatformRecord>() }).Save(RecordPath);
        engine.TakeChanges();

        await BuildAsync("1");

        Assert.AreEqual("build amd64|build arm64|tag 1|remove a|remove b", engine.TakeChanges());
    }

    [TestMethod]
    public async Task Failed_platform_cancels_the_others_and_changes_no_name()
    {
        var index = await BuildAsync("1");
        engine.TakeChanges();
        Change("amd64", 'c');
        Change("arm64", 'd');
        engine.Faulty.On(
            "POST /build?",
            async exchange =>
            {
                if (ContainerdEngine.ArchitectureIn(exchange) == "amd64")
                    await exchange.WaitForClientAsync();
                else
                    await exchange.AnswerAsync("200 OK", """{"errorDetail":{"message":"no"},"error":"no"}""");
            }
        );

        var error = await Assert.ThrowsExactlyAsync<ImageBuildException>(() => BuildAsync("1").WaitAsync(Limit));

        Assert.AreEqual("no", error.EngineMessage);
        Assert.AreEqual("build amd64|build arm64", engine.TakeChanges());
        Assert.AreEqual((index.Id, index.Id), (engine.Find("shop:1"), engine.Listed.Single()));
        Assert.AreEqual(index.Id, BuildRecord.Load(RecordPath)!.Id);
    }

    [TestMethod]
    public async Task Finished_image_of_a_failed_build_is_removed()
    {
        engine.Faulty.On(
            "POST /images/load",
            exchange => exchange.AnswerAsync("500 Internal Server Error", """{"message":"the disk is full"}""")
        );

        await Assert.ThrowsExactlyAsync<EngineRefusedException>(() => BuildAsync("1"));

        Assert.AreEqual("build amd64|build arm64|load|remove a|remove b", engine.TakeChanges());
        Assert.IsEmpty(engine.Listed);
        Assert.IsFalse(File.Exists(RecordPath));
    }

    [TestMethod]
    [DataRow("POST /build?", "build arm64|load|tag 1|remove a|remove b")]
    [DataRow("POST /images/load", "load|tag 1|remove a|remove b")]
    [DataRow("POST /images/sha256:", "tag 1|remove a|remove b")]
    public async Task Build_after_a_killed_engine_continues_and_leaves_no_image(string request, string expected)
    {
        using var proxy = FaultyEngine.InFrontOf(engine.Faulty.Host);
        proxy.On(
            request,
            async exchange =>
            {
                if (exchange.Head.Contains("amd64", StringComparison.Ordinal))
                {
                    await exchange.PassAsync();
                    return;
                }

                // The builds run at the same time. The record of a platform is written after its build.
                while (!File.Exists(PathOf("amd64")))
                    await Task.Delay(10);
                proxy.Kill();
            }
        );
        host = proxy.Host;
        await Assert.ThrowsExactlyAsync<EngineConnectionException>(() => BuildAsync("1").WaitAsync(Limit));
        Assert.AreEqual("", engine.Find("shop:1"));
        host = null;
        engine.TakeChanges();

        var index = await BuildAsync("1");

        Assert.AreEqual(expected, engine.TakeChanges());
        Assert.AreEqual(index.Id, engine.Listed.Single());
    }

    [TestMethod]
    public async Task Canceled_build_removes_finished_images_and_changes_no_name()
    {
        using var cancel = new CancellationTokenSource();
        engine.Faulty.On(
            "POST /images/load",
            async exchange =>
            {
                await cancel.CancelAsync();
                await exchange.AnswerAsync("200 OK", """{"stream":"Loaded image ID"}""" + "\r\n");
            }
        );

        await Assert.ThrowsAsync<OperationCanceledException>(() => BuildAsync(["1"], isForced: false, cancel.Token));

        Assert.AreEqual("build amd64|build arm64|load|remove a|remove b", engine.TakeChanges());
        Assert.IsEmpty(engine.Listed);
    }

    [TestMethod]
    public async Task Index_whose_image_fails_its_smoke_test_is_not_created()
    {
        new FaultyContainer(engine.Faulty).Exit(1);
        test = new SmokeTest();

        await Assert.ThrowsExactlyAsync<SmokeTestException>(() => BuildAsync("1"));

        Assert.AreEqual("build amd64|build arm64|remove a|remove b", engine.TakeChanges());
        Assert.IsEmpty(engine.Listed);
        Assert.IsFalse(File.Exists(RecordPath));
    }

    [TestMethod]
    public async Task Image_of_an_index_is_tested_through_the_index_if_only_the_index_has_it()
    {
        var container = new FaultyContainer(engine.Faulty);
        container.Exit(0);
        var index = await BuildAsync("1");
        Assert.AreEqual("", container.Created);

        test = new SmokeTest();
        await BuildAsync("1");
        StringAssert.Contains(container.Created, index.Id, StringComparison.Ordinal);
        Assert.AreEqual("true", BuildRecord.Load(RecordPath)!.SmokeTest);

        await BuildAsync("1");
        Assert.AreEqual(
            1,
            engine.Faulty.Requests.Count(request =>
                request.StartsWith("POST /containers/create", StringComparison.Ordinal)
            )
        );
    }

    [TestMethod]
    public async Task Built_image_for_the_platform_of_the_engine_is_tested()
    {
        var container = new FaultyContainer(engine.Faulty);
        container.Exit(0);
        test = new SmokeTest();

        await BuildAsync("1");

        StringAssert.Contains(container.Created, engine.IdOf("amd64"), StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Engine_that_cannot_store_an_index_builds_nothing()
    {
        engine.Faulty.Answer("GET /info", """{"DriverStatus":[["Backing Filesystem","extfs"]]}""");

        await Assert.ThrowsExactlyAsync<ImageIndexUnsupportedException>(() => BuildAsync("1"));

        Assert.AreEqual("", engine.TakeChanges());
    }

    [TestMethod]
    public async Task Index_without_a_name_is_an_error_before_anything_is_sent()
    {
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => BuildAsync());

        Assert.HasCount(1, engine.Faulty.Requests);
    }

    [TestMethod]
    public void Equal_warnings_of_several_platforms_are_reported_once()
    {
        var lines = new PlatformProgress(new Lines(log));
        foreach (var platform in Architectures.Select(name => lines.For(Platform.Parse($"linux/{name}"))))
        {
            platform.Report(new WarningMessage(new BuildWarning(null, 1, "unused argument", "")));
            platform.Report(new StatusMessage(ProgressImportance.High, "Built"));
        }

        Assert.AreEqual("unused argument|linux/amd64: Built|linux/arm64: Built", string.Join('|', log));
    }

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private string RecordPath => PathOf("image");

    private string PathOf(string record) => Path.Combine(records.Path, $"{record}.json");

    private string Ids => string.Join(' ', Architectures.Select(engine.IdOf));

    // The next build of the architecture has another image.
    private void Change(string architecture, char content)
    {
        texts[architecture] += $"LABEL content={content}\n";
        engine.Content[architecture] = content;
    }

    private Task<BuiltIndex> BuildAsync(params string[] tags) =>
        BuildAsync(tags, isForced: false, CancellationToken.None);

    private async Task<BuiltIndex> BuildAsync(string[] tags, bool isForced, CancellationToken cancellationToken)
    {
        using var home = new UserHome();
        using var client = await DockerEngine.ConnectAsync(
            host ?? engine.Faulty.Host,
            cancellationToken: CancellationToken.None
        );
        var build = new IndexBuild(client.Api)
        {
            IsForced = isForced,
            Credentials = home.Sources(),
            RecordPath = RecordPath,
            Attest = () =>
                provenance is null
                    ? []
                    : [new(Platform.Parse("linux/arm64"), "https://slsa.dev/provenance/v1", provenance)],

            SmokeTest = test,
        };
        var builds = texts.Select(text => new PlatformBuild(
            Platform.Parse($"linux/{text.Key}"),
            new(Dockerfile.Parse(text.Value), BuildContext.Create(text.Value, []), new()),
            new ClassicBuilder(client.Api)
        )
        {
            RecordPath = PathOf(text.Key),
        });
        return await build.RunAsync(
            [.. builds],
            [.. tags.Select(tag => ImageReference.Parse($"shop:{tag}"))],
            new Lines(log),
            cancellationToken
        );
    }

    private sealed class Lines(List<string> lines) : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value)
        {
            if (value.Importance != ProgressImportance.Low)
                lines.Add(value.Text);
        }
    }
}
