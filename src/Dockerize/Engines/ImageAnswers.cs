using System.Globalization;
using Dockerize.Images;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Converts JSON of an engine to images. Engines omit empty values or send null.</summary>
internal static class ImageAnswers
{
    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    private static readonly string[] IndexTypes =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ];

    /// <summary>Converts the response to <c>GET /images/NAME/json</c>.</summary>
    public static ImageInspection ReadInspection(JObject answer)
    {
        var config = EngineJson.Object(answer["Config"]);
        var descriptor = EngineJson.Object(answer["Descriptor"]);
        var mediaType = EngineJson.Text(descriptor?["mediaType"]);
        var isManifest = ManifestTypes.Contains(mediaType);
        return new ImageInspection
        {
            Id = EngineJson.Text(answer["Id"]) ?? "",
            Os = EngineJson.Text(answer["Os"]) ?? "",
            Architecture = EngineJson.Text(answer["Architecture"]) ?? "",
            Created = ReadTime(EngineJson.Text(answer["Created"])),
            Size = EngineJson.Number(answer["Size"]),
            Tags = EngineJson.Texts(answer["RepoTags"]),
            Digests = EngineJson.Texts(answer["RepoDigests"]),
            Layers = EngineJson.Texts(EngineJson.Object(answer["RootFS"])?["Layers"]),
            User = EngineJson.Text(config?["User"]) ?? "",
            Env = ReadEnvironment(EngineJson.Texts(config?["Env"])),
            Entrypoint = EngineJson.Texts(config?["Entrypoint"]),
            ExposedPorts = ReadNames(config?["ExposedPorts"]),
            HasHealthCheck = EngineJson.Texts(EngineJson.Object(config?["Healthcheck"])?["Test"]) is [not "NONE", ..],
            Configuration = ImageConfiguration.Write(answer),
            ManifestDigest = isManifest ? EngineJson.Text(descriptor?["digest"]) : null,
            ManifestMediaType = isManifest ? mediaType : null,
            IsIndex = IndexTypes.Contains(mediaType),
        };
    }

    /// <summary>Converts the descriptor of a manifest or an index; null if it has no digest.</summary>
    public static RegistryManifest? ReadManifest(JObject? descriptor) =>
        Digest.TryParse(EngineJson.Text(descriptor?["digest"]), out var digest)
            ? new RegistryManifest(
                digest,
                EngineJson.Text(descriptor!["mediaType"]) ?? "",
                IndexTypes.Contains(EngineJson.Text(descriptor["mediaType"]))
            )
            : null;

    /// <summary>Converts an item of the response to <c>GET /images/json</c>.</summary>
    public static ImageSummary ReadSummary(JObject item) =>
        new()
        {
            Id = EngineJson.Text(item["Id"]) ?? "",
            ParentId = EngineJson.Text(item["ParentId"]) ?? "",
            // The engine's placeholder for an image without a name.
            Tags = [.. EngineJson.Texts(item["RepoTags"]).Where(tag => tag != "<none>:<none>")],
            Size = EngineJson.Number(item["Size"]),
            Created = DateTimeOffset.FromUnixTimeSeconds(EngineJson.Number(item["Created"])),
        };

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static IReadOnlyList<string> ReadNames(JToken? values) =>
        [
            .. (EngineJson.Object(values)?.Properties() ?? [])
                .Select(property => property.Name)
                .OrderBy(name => name, StringComparer.Ordinal),
        ];

    private static Dictionary<string, string> ReadEnvironment(IReadOnlyList<string> variables)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in variables.Select(variable => variable.Split(['='], 2)))
            environment[parts[0]] = parts.Length > 1 ? parts[1] : "";
        return environment;
    }
}
