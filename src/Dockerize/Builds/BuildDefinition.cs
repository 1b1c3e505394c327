using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Files;

namespace Dockerize.Builds;

/// <summary>The inputs of a build.</summary>
/// <param name="Dockerfile">The Dockerfile in the context.</param>
/// <param name="Context">The build context.</param>
/// <param name="Options">The build options.</param>
internal sealed record BuildDefinition(Dockerfile Dockerfile, BuildContext Context, BuildOptions Options)
{
    /// <summary>
    /// The digest of the inputs that change the image: files, Dockerfile, options and builder. Credentials and the
    /// folder of the Dockerfile are not included.
    /// </summary>
    /// <param name="builder">The builder of the image.</param>
    public string DigestFor(IEngineBuilder builder) =>
        ContentDigest.Compute([
            Context.Digest,
            builder.GetType().Name,
            $"target {Options.Target}",
            $"network {Options.Network}",
            $"platform {Options.PlatformText}",
            .. Options.CacheFrom.Select(image => $"cache {image}"),
            .. Sorted(Options.Labels).Select(label => $"label {label.Key}={label.Value}"),
            .. Sorted(Options.Arguments).Select(argument => $"{argument.Key}={argument.Value}"),
            .. ExportInputs(),
        ]);

    // Most images have none of these, so that their digest does not depend on them.
    private IEnumerable<string> ExportInputs()
    {
        if (Options.EpochText is { } epoch)
            yield return $"epoch {epoch}";
        if (Options.Outputs is { } outputs)
            yield return $"outputs {outputs}";
        if (Options.InlineCache)
            yield return "inline cache";
    }

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> values) =>
        values.OrderBy(value => value.Key, StringComparer.Ordinal);
}
