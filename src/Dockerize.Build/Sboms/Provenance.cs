using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Sboms;

/// <summary>
/// The provenance of an image: the inputs of its build, in the format SLSA v1. Equal inputs give equal bytes.
/// </summary>
internal sealed record Provenance
{
    /// <summary>The type of the claim in an attestation.</summary>
    public const string PredicateType = "https://slsa.dev/provenance/v1";

    /// <summary>The description of the parameters.</summary>
    private const string BuildType = "https://www.nuget.org/packages/Dockerize.Build#provenance-v1";

    /// <summary>The URI of the system that runs the build.</summary>
    public required string Builder { get; init; }

    /// <summary>The address of the source repository; null if unknown.</summary>
    public string? Source { get; init; }

    /// <summary>The id of the commit; null if unknown.</summary>
    public string? Revision { get; init; }

    /// <summary>The parameters of the build that a user sets. They contain no secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Parameters { get; init; } = [];

    /// <summary>The names of build arguments, without their values.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The text of the Dockerfile.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>The version of the .NET SDK; null if unknown.</summary>
    public string? SdkVersion { get; init; }

    /// <summary>The base images, each with its digest.</summary>
    public IReadOnlyList<(ImageReference Image, Digest Digest)> BaseImages { get; init; } = [];

    /// <summary>Creates the JSON text.</summary>
    public string Create() =>
        new JObject
        {
            ["buildDefinition"] = new JObject
            {
                ["buildType"] = BuildType,
                ["externalParameters"] = ExternalParameters(),
                ["internalParameters"] = new JObject().With("dotnetSdk", SdkVersion),
                ["resolvedDependencies"] = new JArray(Dependencies()),
            },
            ["runDetails"] = new JObject
            {
                ["builder"] = new JObject
                {
                    ["id"] = Builder,
                    ["version"] = new JObject { ["dockerize"] = DockerImages.Labels["build.dockerize.version"] },
                },
            },
        }.ToString(Formatting.None);

    private JObject ExternalParameters()
    {
        var parameters = new JObject();
        foreach (var parameter in Parameters)
            parameters.With(parameter.Key, parameter.Value);
        if (Arguments.Count > 0)
            parameters["buildArguments"] = new JArray(Arguments);
        parameters["dockerfileSha256"] = ContentDigest.ComputeHex(Dockerfile);
        return parameters;
    }

    private IEnumerable<JObject> Dependencies()
    {
        if (Revision is { } revision)
            yield return new JObject { ["name"] = "source" }
                .With("uri", Source is null ? null : $"git+{Source}@{revision}")
                .With("digest", new JObject { ["gitCommit"] = revision });
        foreach (var (image, digest) in BaseImages)
            yield return new JObject
            {
                ["uri"] = PackageUrl.Of(image, digest),
                ["digest"] = new JObject { [digest.Algorithm] = digest.Hex },
            };
    }
}
