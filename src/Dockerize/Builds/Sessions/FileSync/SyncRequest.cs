using System.Net;
using System.Text;
using Dockerize.Builds.Sessions.Grpc;
using Dockerize.Contexts;
using Dockerize.Strings;

namespace Dockerize.Builds.Sessions.FileSync;

/// <summary>The folder and the files that the engine requests, from the metadata of a call.</summary>
internal sealed record SyncRequest
{
    /// <summary>The name of the folder.</summary>
    public string Folder { get; private init; } = "";

    /// <summary>The patterns to include; empty for all files.</summary>
    public IReadOnlyList<string> Included { get; private init; } = [];

    /// <summary>The patterns to exclude.</summary>
    public IReadOnlyList<string> Excluded { get; private init; } = [];

    /// <summary>The paths to include with the targets of links; empty for all files.</summary>
    public IReadOnlyList<string> Followed { get; private init; } = [];

    /// <summary>True if the engine requests only the ignore file, before the other files.</summary>
    public bool IsForIgnoreFile => Followed is [DockerIgnore.FileName] || Included is [DockerIgnore.FileName];

    /// <summary>Reads the request of a call.</summary>
    public static SyncRequest Read(GrpcCall call)
    {
        var folder = Values(call, "dir-name");
        return new SyncRequest
        {
            Folder = folder.Count > 0 ? folder[0] : "",
            Included = Values(call, "include-patterns"),
            Excluded = Values(call, "exclude-patterns"),
            Followed = Values(call, "followpaths"),
        };
    }

    /// <summary>Selects the requested entries of the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">A token that cancels the selection.</param>
    /// <exception cref="GrpcException">A pattern is invalid.</exception>
    public IReadOnlyList<SyncEntry> Select(SyncFolder folder, CancellationToken cancellationToken)
    {
        // The engine keeps the ignore file apart from the context.
        if (folder.IsComplete && !IsForIgnoreFile)
            return folder.Entries;

        var followed = FollowedPaths.Resolve(Followed, folder.Links, cancellationToken);
        // Paths that include the whole folder make patterns unnecessary.
        var included = followed is null ? null : Parse(Included);
        var filter = new SyncFilter(included, Followed.Count == 0 ? null : followed, Parse(Excluded));
        return filter.Select(folder, cancellationToken);
    }

    private static DockerIgnore? Parse(IReadOnlyList<string> patterns)
    {
        try
        {
            return patterns.Count == 0 ? null : DockerIgnore.FromPatterns(patterns);
        }
        catch (FormatException)
        {
            throw new GrpcException(GrpcStatus.InvalidArgument, "the request contains an invalid pattern");
        }
    }

    // BuildKit 0.12 and later encode values with non-ASCII characters as in the query of a URL. Earlier versions send
    // UTF-8.
    private static IReadOnlyList<string> Values(GrpcCall call, string key)
    {
        var values = call.Metadata(key);
        var isEncoded = call.Metadata(key + "-encoded") is ["1" or "true", ..];
        return
        [
            .. values.Select(value =>
                isEncoded ? WebUtility.UrlDecode(value) : Encoding.UTF8.GetString(Latin1.Encoding.GetBytes(value))
            ),
        ];
    }
}
