using System.Text.RegularExpressions;

namespace Dockerize.Tests;

/// <summary>
/// An engine with containerd's image store. A build creates an image whose id depends on the platform and on
/// <see cref="Content"/>. The index keeps the images that are removed from the list.
/// </summary>
internal sealed class ContainerdEngine : IDisposable
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private readonly object gate = new();
    private readonly HashSet<string> listed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> indexes = new(StringComparer.Ordinal);

    private int seen;

    public ContainerdEngine()
    {
        Faulty.On(
            "GET /_ping",
            exchange => exchange.AnswerAsync("200 OK", "OK", "Api-Version: 1.51\r\nOSType: linux\r\n")
        );
        Faulty.Answer("GET /info", """{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""");
        Faulty.On("POST /build?", BuildAsync);
        Faulty.On("POST /images/load", LoadAsync);
        Faulty.On("POST /images/sha256:", TagAsync);
        Faulty.On("DELETE /images/sha256:", RemoveAsync);
        Faulty.On("GET /images/", InspectAsync);
    }

    public FaultyEngine Faulty { get; } = new();

    /// <summary>A hexadecimal digit for each architecture, which the id of the built image consists of.</summary>
    public Dictionary<string, char> Content { get; } = new() { ["amd64"] = 'a', ["arm64"] = 'b' };

    /// <summary>The ids of all images that the engine lists, with or without a name.</summary>
    public IReadOnlyList<string> Listed
    {
        get
        {
            lock (gate)
                return [.. listed.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// The changes since the last call: <c>build arm64</c>, <c>load</c>, <c>tag 1</c>, <c>remove a</c>. Builds run at
    /// the same time, so they are sorted.
    /// </summary>
    public string TakeChanges()
    {
        var changes = Faulty.Requests.Skip(seen).Select(ChangeOf).Where(change => change.Length > 0).ToList();
        seen = Faulty.Requests.Count;
        return string.Join('|', changes.OrderBy(change => change.StartsWith("build", Ordinal) ? change : "x"));
    }

    /// <summary>The architecture in the request for a build.</summary>
    public static string ArchitectureIn(FaultyEngine.Exchange exchange) =>
        Regex.Match(exchange.Head, "platform=linux%2F([a-z0-9]+)").Groups[1].Value;

    /// <summary>The id of the image for an architecture.</summary>
    public string IdOf(string architecture) => "sha256:" + new string(Content[architecture], 64);

    /// <summary>The id that a name refers to; empty if the engine does not have the name.</summary>
    public string Find(string name)
    {
        lock (gate)
            return names.GetValueOrDefault(name, "");
    }

    /// <summary>Removes all indexes, as another process does.</summary>
    public void RemoveIndexes()
    {
        lock (gate)
        {
            foreach (var id in indexes.Keys)
                listed.Remove(id);
            indexes.Clear();
            names.Clear();
        }
    }

    public void Dispose() => Faulty.Dispose();

    private static string ChangeOf(string request)
    {
        var build = Regex.Match(request, "POST /build?.*platform=linux%2F(\\w+)");
        var tag = Regex.Match(request, "/tag\\?repo=shop&tag=(\\w+)");
        var removal = Regex.Match(request, "DELETE /images/sha256:(.)");
        return (build.Success, tag.Success, removal.Success) switch
        {
            (true, _, _) => $"build {build.Groups[1]}",
            (_, true, _) => $"tag {tag.Groups[1]}",
            (_, _, true) => $"remove {removal.Groups[1]}",
            _ => request.StartsWith("POST /images/load", Ordinal) ? "load" : "",
        };
    }

    private Task BuildAsync(FaultyEngine.Exchange exchange)
    {
        var architecture = ArchitectureIn(exchange);
        lock (gate)
            listed.Add(IdOf(architecture));
        return exchange.AnswerAsync("200 OK", $$$"""{"aux":{"ID":"{{{IdOf(architecture)}}}"}}""");
    }

    // The body is a tar archive, whose blob is the index.
    private async Task LoadAsync(FaultyEngine.Exchange exchange)
    {
        await exchange.ReadBodyAsync();
        var id = "sha256:" + Regex.Match(exchange.Body, "blobs/sha256/([0-9a-f]{64})").Groups[1].Value;
        var children = Regex.Matches(exchange.Body, "\"digest\":\"(sha256:[0-9a-f]{64})\",\"size\":1,");
        lock (gate)
        {
            listed.Add(id);
            indexes[id] = [.. children.Cast<Match>().Select(child => child.Groups[1].Value)];
        }

        await exchange.BeginAsync();
        await exchange.SayAsync("""{"stream":"Loaded image ID"}""" + "\r\n");
        await exchange.EndAsync();
    }

    private Task TagAsync(FaultyEngine.Exchange exchange)
    {
        var tag = Regex.Match(exchange.Head, "/images/(sha256:[0-9a-f]+)/tag\\?repo=([^&]+)&tag=(\\w+)").Groups;
        lock (gate)
            names[$"{tag[2]}:{tag[3]}"] = tag[1].Value;
        return exchange.AnswerAsync("201 Created", "");
    }

    private Task RemoveAsync(FaultyEngine.Exchange exchange)
    {
        lock (gate)
            listed.Remove(Regex.Match(exchange.Head, "sha256:[0-9a-f]{64}").Value);
        return exchange.AnswerAsync("200 OK", "[]");
    }

    private Task InspectAsync(FaultyEngine.Exchange exchange)
    {
        var request = Regex.Match(exchange.Head, @"/images/(?<name>[^ ?]+)/(?<call>json|history)(?<query>\S*)");
        if (request.Groups["call"].Value == "history")
            return exchange.AnswerAsync("200 OK", "[]");

        lock (gate)
        {
            var name = request.Groups["name"].Value;
            var id = names.GetValueOrDefault(name, name);
            var architecture = Regex
                .Match(Uri.UnescapeDataString(request.Groups["query"].Value), "\"architecture\":\"(\\w+)\"")
                .Groups[1]
                .Value;
            var child = indexes.TryGetValue(id, out var children)
                ? children.Find(candidate => ArchitectureOf(candidate) == architecture)
                : null;
            if (!listed.Contains(id) || (architecture.Length > 0 && child is null))
                return exchange.AnswerAsync("404 Not Found", """{"message":"No such image"}""");

            return exchange.AnswerAsync("200 OK", child is null ? Describe(id) : Describe(child));
        }
    }

    private string Describe(string id)
    {
        var isIndex = indexes.TryGetValue(id, out var children);
        var tags = names.Where(name => name.Value == id).Select(name => $"\"{name.Key}\"");
        var manifests = (children ?? []).Select(child =>
            $$$"""
                {"Kind":"image","Available":true,"Descriptor":{"mediaType":"{{{ManifestType}}}","digest":"{{{child}}}","size":1},
                "ImageData":{"Platform":{"os":"linux","architecture":"{{{ArchitectureOf(child)}}}"} } }
                """
        );
        return $$$"""
            {"Id":"{{{id}}}","Os":"linux","Architecture":"{{{(isIndex ? "amd64" : ArchitectureOf(id))}}}","Size":7,
            "RepoTags":[{{{string.Join(',', tags)}}}],"Manifests":[{{{string.Join(',', manifests)}}}],
            "Descriptor":{"mediaType":"{{{(isIndex ? IndexType : ManifestType)}}}","digest":"{{{id}}}","size":1}}
            """;
    }

    // The images of amd64 have the digits a, c and e; the images of arm64 have b, d and f.
    private static string ArchitectureOf(string id) => "ace".Contains(id[^1]) ? "amd64" : "arm64";
}
