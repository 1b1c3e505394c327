namespace Dockerize.Tests;

/// <summary>The builder depends on the setting and the engine.</summary>
[TestClass]
public sealed class BuilderSelectorTests
{
    private const string Podman = "Api-Version: 1.41\r\nOSType: linux\r\nLibpod-API-Version: 5.0.0\r\n";

    [TestMethod]
    [DataRow(BuilderKind.Auto, nameof(BuildKitBuilder))]
    [DataRow(BuilderKind.BuildKit, nameof(BuildKitBuilder))]
    [DataRow(BuilderKind.Classic, nameof(ClassicBuilder))]
    public async Task Engine_with_BuildKit_uses_it_unless_the_classic_builder_is_requested(
        BuilderKind kind,
        string expected
    )
    {
        using var faulty = new FaultyEngine();

        Assert.AreEqual(expected, await ChooseAsync(faulty, kind));
    }

    [TestMethod]
    [DataRow("Api-Version: 1.38\r\nOSType: linux\r\n")]
    [DataRow("Api-Version: 1.41\r\nOSType: windows\r\n")]
    [DataRow(Podman)]
    public async Task Engine_without_BuildKit_uses_the_classic_builder_or_fails(string headers)
    {
        using var faulty = new FaultyEngine();
        faulty.On("GET /_ping", exchange => exchange.AnswerAsync("200 OK", "OK", headers));

        Assert.AreEqual(nameof(ClassicBuilder), await ChooseAsync(faulty, BuilderKind.Auto));
        var failure = await Assert.ThrowsAsync<Exception>(() => ChooseAsync(faulty, BuilderKind.BuildKit));
        Assert.AreEqual("DKZ2017", failure.Diagnostic().Code);
    }

    private static async Task<string> ChooseAsync(FaultyEngine faulty, BuilderKind kind)
    {
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        return BuilderSelector.Choose(engine.Api, kind).GetType().Name;
    }
}
