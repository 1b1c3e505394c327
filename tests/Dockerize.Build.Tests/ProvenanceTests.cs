using Dockerize.Build.Sboms;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Tests;

/// <summary>The provenance of an image contains the inputs of its build in the format SLSA v1.</summary>
[TestClass]
public sealed class ProvenanceTests
{
    private const string Revision = "0123456789abcdef0123456789abcdef01234567";

    [TestMethod]
    public void Provenance_has_the_source_the_base_images_and_the_builder()
    {
        var digest = Digest.Parse("sha256:" + new string('b', 64));
        var json = JObject.Parse(
            new Provenance
            {
                Builder = "https://github.com/octo/shop/.github/workflows/ci.yml@refs/heads/main",
                Source = "https://github.com/octo/shop",
                Revision = Revision,
                Parameters = [new("configuration", "Release"), new("target", null)],
                Arguments = ["TOKEN"],
                Dockerfile = "FROM scratch\n",
                SdkVersion = "10.0.401",
                BaseImages = [(ImageReference.Parse("shop/base:1"), digest)],
            }.Create()
        );

        var definition = json["buildDefinition"]!;
        Assert.IsTrue(Uri.IsWellFormedUriString((string?)definition["buildType"], UriKind.Absolute));
        var parameters = (JObject)definition["externalParameters"]!;
        Assert.AreEqual(
            "configuration buildArguments dockerfileSha256",
            string.Join(" ", parameters.Properties().Select(property => property.Name))
        );
        Assert.AreEqual("TOKEN", (string?)parameters["buildArguments"]!.Single());
        var dependencies = definition["resolvedDependencies"]!;
        Assert.AreEqual($"git+https://github.com/octo/shop@{Revision}", (string?)dependencies[0]!["uri"]);
        Assert.AreEqual(Revision, (string?)dependencies[0]!["digest"]!["gitCommit"]);
        Assert.AreEqual(digest.Hex, (string?)dependencies[1]!["digest"]!["sha256"]);
        Assert.AreEqual(
            "https://github.com/octo/shop/.github/workflows/ci.yml@refs/heads/main",
            (string?)json["runDetails"]!["builder"]!["id"]
        );
    }

    [TestMethod]
    [DataRow(
        "GITHUB_SERVER_URL=https://github.com GITHUB_WORKFLOW_REF=octo/shop/.github/workflows/ci.yml@refs/heads/main",
        "https://github.com/octo/shop/.github/workflows/ci.yml@refs/heads/main"
    )]
    [DataRow(
        "CI_PROJECT_URL=https://gitlab.example.com/team/shop CI_RUNNER_ID=12",
        "https://gitlab.example.com/team/shop/-/runners/12"
    )]
    [DataRow(
        "SYSTEM_COLLECTIONURI=https://dev.azure.com/acme/ SYSTEM_TEAMPROJECT=shop SYSTEM_DEFINITIONID=7",
        "https://dev.azure.com/acme/shop/_build?definitionId=7"
    )]
    [DataRow("CI_PROJECT_URL=https://ada:secret@gitlab.example.com/team/shop CI_RUNNER_ID=12", "pkg:nuget/")]
    [DataRow("GITHUB_SERVER_URL=https://github.com", "pkg:nuget/")]
    public void Builder_is_the_CI_system_or_this_package(string variables, string expected)
    {
        var values = variables
            .Split(' ')
            .Select(text => text.Split(['='], 2))
            .ToDictionary(part => part[0], part => part[1]);

        var builder = BuilderId.Find(name => values.TryGetValue(name, out var value) ? value : null);

        StringAssert.StartsWith(builder, expected, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", builder);
    }
}
