using System.Text;
using Newtonsoft.Json.Linq;

namespace Dockerize.Package.Tests;

/// <summary>The SBOM of a published sample, and the attestations of a pushed image.</summary>
[TestClass]
public sealed class SbomTests
{
    private const string Sbom = "Web/obj/Release/net10.0/docker/sbom.spdx.json";

    [TestMethod]
    public async Task Sbom_lists_every_file_of_the_app_with_its_package()
    {
        await using var folder = new UserFolder();
        await folder.UseHelloWebAsync();

        (await folder.PublishAsync(Sample.HelloWebProject, "-p:DockerSbom=true")).Succeeded();

        var sbom = JObject.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, Sbom)));
        var files = await folder.RunAsync("find", "/app", "-type", "f");
        Assert.AreEqual(
            string.Join(' ', files.Split('\n').Order(StringComparer.Ordinal)),
            string.Join(' ', sbom["files"]!.Select(file => ((string)file["fileName"]!)[1..]))
        );
        Assert.AreEqual("Dapper", PackageOf("./app/Dapper.dll"));
        Assert.AreEqual("SQLitePCLRaw.lib.e_sqlite3", PackageOf(NativeLibrary()));
        Assert.AreEqual("HelloWeb", PackageOf("./app/Greetings.dll"));
        var dapper = sbom["packages"]!.Single(package => (string?)package["name"] == "Dapper");
        Assert.AreEqual("Apache-2.0", (string?)dapper["licenseDeclared"]);
        Assert.AreEqual("SHA512", (string?)dapper["checksums"]![0]!["algorithm"]);

        string NativeLibrary() =>
            sbom["files"]!
                .Select(file => (string)file["fileName"]!)
                .First(name => name.EndsWith("/libe_sqlite3.so", StringComparison.Ordinal));

        string PackageOf(string path)
        {
            var file = sbom["files"]!.Single(element => (string?)element["fileName"] == path)["SPDXID"];
            var owner = sbom["relationships"]!.Single(each => JToken.DeepEquals(each["relatedSpdxElement"], file))[
                "spdxElementId"
            ];
            return (string)sbom["packages"]!.Single(package => JToken.DeepEquals(package["SPDXID"], owner))["name"]!;
        }
    }

    [TestMethod]
    [TestCategory("Matrix")]
    public async Task Attestations_of_the_image_are_pushed_and_can_be_pulled()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync();

        var output = (
            await folder.PublishAsync("Greeter", "-p:DockerAttestations=true", "-p:DockerPush=true")
        ).Succeeded();

        if (!TestMachine.Engine.StoresIndexes || TestMachine.Engine.IsPodman)
        {
            Assert.Contains("warning DKZ2035", output);
            return;
        }

        var registry = new RegistryClient(TestMachine.Registry, folder.Repository);
        var digest = (await registry.FindDigestAsync("latest"))!;
        await CommandLine.RemoveImagesAsync($"{folder.Image}:latest");
        await CommandLine.DockerAsync("pull", "-q", $"{folder.Image}@{digest}");
        await CommandLine.DockerAsync("tag", $"{folder.Image}@{digest}", $"{folder.Image}:latest");
        Assert.AreEqual("Hello from the image", await folder.RunAsync());

        var manifests = Parse(await registry.ReadManifestAsync(digest))["manifests"]!;
        Assert.AreEqual(
            (string?)manifests[0]!["digest"],
            (string?)manifests[1]!["annotations"]!["vnd.docker.reference.digest"]
        );
        var layers = Parse(await registry.ReadManifestAsync((string)manifests[1]!["digest"]!))["layers"]!;
        var statements = await Task.WhenAll(
            layers.Select(async layer => Parse(await registry.ReadBlobAsync((string)layer["digest"]!)))
        );
        Assert.AreEqual(
            "https://spdx.dev/Document https://slsa.dev/provenance/v1",
            string.Join(' ', statements.Select(statement => (string?)statement["predicateType"]))
        );
        Assert.AreEqual("SPDX-2.3", (string?)statements[0]["predicate"]!["spdxVersion"]);
        Assert.Contains("is up to date", (await PublishAgainAsync(folder)).Output);
        Assert.AreEqual(digest, await registry.FindDigestAsync("latest"));
    }

    private static Task<CommandResult> PublishAgainAsync(UserFolder folder) =>
        folder.PublishAsync("Greeter", "-p:DockerAttestations=true", "-p:DockerPush=true");

    private static JObject Parse(byte[] json) => JObject.Parse(Encoding.UTF8.GetString(json));
}
