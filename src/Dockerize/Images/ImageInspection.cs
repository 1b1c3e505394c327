using Newtonsoft.Json.Linq;

namespace Dockerize.Images;

/// <summary>What an engine says of an image it has.</summary>
public sealed record ImageInspection
{
    /// <summary>The image id, <c>sha256:…</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public required string Os { get; init; }

    /// <summary><c>amd64</c>, <c>arm64</c>, … as Go names them.</summary>
    public required string Architecture { get; init; }

    /// <summary>In bytes, unpacked, all layers together.</summary>
    public long Size { get; init; }

    /// <summary>Its names, each with a tag, as the engine writes them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The names under which registries have it, each with the digest: <c>localhost:5000/shop@sha256:…</c>. Of an image that was neither pulled nor pushed there are none.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    /// <summary>Its layers from the bottom up, by the digests of their unpacked archives.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>What USER says, such as <c>app</c> or <c>1654:1654</c>; empty: root.</summary>
    public string User { get; init; } = "";

    /// <summary>The environment, by name.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Its entry point; empty: none.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The ports it exposes, such as <c>8080/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Reads the engine's answer to <c>GET /images/NAME/json</c>. An engine leaves out what is empty, or says null.</summary>
    internal static ImageInspection Read(JObject answer)
    {
        var config = answer["Config"] as JObject;
        return new ImageInspection
        {
            Id = Text(answer[nameof(Id)]),
            Os = Text(answer[nameof(Os)]),
            Architecture = Text(answer[nameof(Architecture)]),
            Size = answer[nameof(Size)] is JValue { Value: long size } ? size : 0,
            Tags = Texts(answer["RepoTags"]),
            Digests = Texts(answer["RepoDigests"]),
            Layers = Texts((answer["RootFS"] as JObject)?[nameof(Layers)]),
            ExposedPorts = [.. ((config?[nameof(ExposedPorts)] as JObject)?.Properties() ?? []).Select(port => port.Name).OrderBy(port => port, StringComparer.Ordinal)],
            Entrypoint = Texts(config?[nameof(Entrypoint)]),
            User = Text(config?[nameof(User)]),
            Env = Texts(config?[nameof(Env)])
                .Select(variable => variable.Split(['='], 2))
                .GroupBy(parts => parts[0], StringComparer.Ordinal)
                .ToDictionary(parts => parts.Key, parts => parts.Last().Length > 1 ? parts.Last()[1] : "", StringComparer.Ordinal),
        };

        static string Text(JToken? value) => value is JValue { Value: string text } ? text : "";

        static string[] Texts(JToken? values) => [.. (values as JArray ?? []).Select(Text)];
    }

    /// <summary>The digests under which the repository of a name has this image, as far as the engine knows: several if it was pushed once more, packed in another way.</summary>
    public IEnumerable<string> DigestsIn(ImageReference name) => Digests
        .Select(known => known.Split('@'))
        .Where(known => known.Length == 2 && (known[0] == name.FamiliarName || known[0] == name.CanonicalName))
        .Select(known => known[1]);

    /// <summary>What one types to try it: every port that it exposes is published under its own number.</summary>
    internal string RunCommand(ImageReference name) =>
        string.Concat(["docker run --rm ", .. ExposedPorts.Select(port => $"-p {port.Split('/')[0]}:{port.Replace("/tcp", "")} "), name.Familiar]);

    /// <summary>True if the image runs on a platform.</summary>
    /// <param name="platform">The platform, such as <c>linux/arm64</c>; null for any.</param>
    public bool RunsOn(string? platform) =>
        platform?.Split('/') is not [var os, var architecture, ..] || (Os == os && Architecture == architecture);

    /// <summary>True if its user is not the superuser.</summary>
    public bool HasNonRootUser => User.Split(':')[0] is not ("" or "0" or "root");
}
