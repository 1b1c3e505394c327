using System.Globalization;
using Dockerize.Engines;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>
/// The export of an image: how the engine stores the result of a build. The exporter of BuildKit has attributes
/// (https://docs.docker.com/build/exporters/image-registry/), which a build request contains in the parameter
/// <c>outputs</c>. Docker's older image store ignores them, so they are sent only for containerd's image store.
/// </summary>
internal sealed record ImageExport
{
    /// <summary>The first API version whose BuildKit rewrites the times of files (Docker 26).</summary>
    private static readonly Version FirstWithRewriting = new(1, 45);

    /// <summary>The reason why the engine cannot apply the options; null if it can.</summary>
    public ExportLimit? Limit { get; private init; }

    /// <summary>The options that the engine cannot apply.</summary>
    public IReadOnlyList<ExportOption> Unsupported { get; private init; } = [];

    /// <summary>The build options that the engine can apply, with the attributes of its exporter.</summary>
    public required BuildOptions Options { get; init; }

    /// <summary>Finds the options that a builder of an engine can apply.</summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="builder">The builder of the engine.</param>
    /// <param name="options">The requested build options.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public static async Task<ImageExport> ResolveAsync(
        EngineApi api,
        IEngineBuilder builder,
        BuildOptions options,
        CancellationToken cancellationToken
    )
    {
        if (!IsNeeded(options))
            return new ImageExport { Options = options };

        if (await FindLimitAsync(api, builder, cancellationToken).ConfigureAwait(false) is { } limit)
        {
            return new ImageExport
            {
                Limit = limit,
                Unsupported = [.. Requested(options).Where(option => !IsDefault(option, options, limit))],
                // Podman has its own parameters for times.
                Options = Without(options) with
                {
                    RewritesTimes = limit == ExportLimit.Podman,
                },
            };
        }

        var rewritesTimes = options.SourceDateEpoch is not null && api.Info.ApiVersion >= FirstWithRewriting;
        return new ImageExport
        {
            Options = options with { RewritesTimes = rewritesTimes, Outputs = OutputsOf(options, rewritesTimes) },
        };
    }

    /// <summary>True if the options require an exporter other than the default of the engine.</summary>
    public static bool IsNeeded(BuildOptions options) =>
        options.SourceDateEpoch is not null || Requested(options).Count > 0;

    /// <summary>
    /// The options for an image of an index. An index is in the OCI format, and its images should have the same format.
    /// </summary>
    /// <param name="options">The build options.</param>
    /// <param name="builder">The builder of the engine. Only BuildKit can set the format.</param>
    public static BuildOptions ForIndex(BuildOptions options, IEngineBuilder builder) =>
        builder is BuildKitBuilder && options.Format == ImageFormat.Default
            ? options with
            {
                Format = ImageFormat.Oci,
            }
            : options;

    /// <summary>Throws if the engine cannot apply all options.</summary>
    /// <exception cref="ExportUnsupportedException">The engine cannot apply all options.</exception>
    public BuildOptions Require(EngineApi api) =>
        Unsupported.Count == 0
            ? Options
            : throw new ExportUnsupportedException(api.Endpoint, Limit.GetValueOrDefault(), Unsupported);

    private static async Task<ExportLimit?> FindLimitAsync(
        EngineApi api,
        IEngineBuilder builder,
        CancellationToken cancellationToken
    )
    {
        if (api.Info.IsPodman)
            return ExportLimit.Podman;
        if (!await ImageStore.IsContainerdAsync(api, cancellationToken).ConfigureAwait(false))
            return ExportLimit.ImageStore;

        return builder is BuildKitBuilder ? null : ExportLimit.ClassicBuilder;
    }

    // Podman and Docker's older image store push images in Docker's format with gzip.
    private static bool IsDefault(ExportOption option, BuildOptions options, ExportLimit limit) =>
        limit != ExportLimit.ClassicBuilder
        && option switch
        {
            ExportOption.Compression => options.Compression == LayerCompression.Gzip,
            ExportOption.Format => options.Format == ImageFormat.Docker,
            _ => false,
        };

    /// <summary>The options for the export that are set.</summary>
    public static IReadOnlyList<ExportOption> Requested(BuildOptions options)
    {
        var requested = new List<ExportOption>();
        if (options.Compression != LayerCompression.Default)
            requested.Add(ExportOption.Compression);
        if (options.Format != ImageFormat.Default)
            requested.Add(ExportOption.Format);
        if (options.Annotations.Count > 0)
            requested.Add(ExportOption.Annotations);
        return requested;
    }

    private static BuildOptions Without(BuildOptions options) =>
        options with
        {
            Compression = LayerCompression.Default,
            Format = ImageFormat.Default,
            Annotations = new Dictionary<string, string>(),
        };

    // "moby" is the default exporter of the engine. It unpacks the image, and BuildKit cannot rewrite times in an image
    // that it unpacks. The exporter "image" does not unpack it. The prefix is that of the default exporter: without a
    // name, containerd would delete the image.
    private static string OutputsOf(BuildOptions options, bool rewritesTimes)
    {
        var attributes = new JObject();
        if (rewritesTimes)
        {
            attributes["dangling-name-prefix"] = "moby-dangling";
            attributes["rewrite-timestamp"] = "true";
        }

        // Otherwise, layers in the build cache keep the compression of an earlier build, and the image would depend on
        // that build.
        if (options.Compression != LayerCompression.Default || options.SourceDateEpoch is not null)
        {
            attributes["compression"] = CompressionOf(options);
            attributes["force-compression"] = "true";
        }

        if (FormatOf(options) is { } format && format != ImageFormat.Default)
            attributes["oci-mediatypes"] = format == ImageFormat.Oci ? "true" : "false";
        foreach (var annotation in options.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            attributes[$"annotation.{annotation.Key}"] = annotation.Value;
        var output = new JObject { ["Type"] = rewritesTimes ? "image" : "moby", ["Attrs"] = attributes };
        return new JArray(output).ToString(Formatting.None);
    }

    private static string CompressionOf(BuildOptions options) =>
        options.Compression == LayerCompression.Default
            ? "gzip"
            : options.Compression.ToString().ToLower(CultureInfo.InvariantCulture);

    // Only the OCI format defines annotations and zstd layers.
    private static ImageFormat FormatOf(BuildOptions options) =>
        options.Format == ImageFormat.Default
        && (options.Annotations.Count > 0 || options.Compression == LayerCompression.Zstd)
            ? ImageFormat.Oci
            : options.Format;
}
