using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>
/// The label with the digest of the inputs of an image. Another machine compares it with its own inputs, and does not
/// build the image again. The digest does not contain image ids, because they depend on the image store.
/// </summary>
internal static class InputsLabel
{
    /// <summary>The name of the label.</summary>
    public const string Name = "build.dockerize.inputs";

    /// <summary>Computes the digest of the inputs.</summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="digest">
    /// The digest of Dockerfile, files and options, from <see cref="BuildDefinition.DigestFor"/>.
    /// </param>
    /// <param name="options">The build options with the platform of the image.</param>
    /// <param name="bases">The base images by key.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public static async Task<string> ComputeAsync(
        EngineApi api,
        string digest,
        BuildOptions options,
        SortedDictionary<string, ImageInspection> bases,
        CancellationToken cancellationToken
    )
    {
        // The architecture of the base images is that of the engine, unless the options specify a platform.
        var platform =
            options.Platform is null && bases.Count == 0
                ? await EnginePlatform.FindAsync(api, cancellationToken).ConfigureAwait(false)
                : options.Platform;
        return ContentDigest.Compute([
            digest,
            $"{platform}",
            .. bases.Select(image => $"{image.Key}={ContentDigest.ComputeHex(image.Value.Configuration)}"),
        ]);
    }

    /// <summary>Adds the label to those of a build.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="value">The digest of the inputs; null for no label.</param>
    public static IReadOnlyDictionary<string, string> AddTo(
        IReadOnlyDictionary<string, string> labels,
        string? value
    ) =>
        value is null
            ? labels
            : labels
                .Where(label => label.Key != Name)
                .Append(new(Name, value))
                .ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);
}
