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
            .. OptionsFor(builder).Select(option => $"{option.Name}={option.Value}"),
        ]);

    /// <summary>
    /// The options that change the image, with names for messages. Their order does not depend on the request.
    /// </summary>
    /// <param name="builder">The builder of the image.</param>
    public IEnumerable<(string Name, string Value)> OptionsFor(IEngineBuilder builder) =>
        [
            ("the builder", builder.GetType().Name),
            .. Present("the target stage", Options.Target),
            .. Present("the network", Options.Network),
            .. Present("the platform", Options.PlatformText),
            .. Options.CacheFrom.Distinct(StringComparer.Ordinal).Select(image => ($"the cache image {image}", "")),
            .. Sorted(Options.Labels).Select(label => ($"the label {label.Key}", label.Value)),
            .. Sorted(Options.Arguments).Select(argument => ($"the build argument {argument.Key}", argument.Value)),
            .. Present("SOURCE_DATE_EPOCH", Options.EpochText),
            .. Present("the output", Options.Outputs),
            .. Present("the inline cache", Options.InlineCache ? "true" : null),
        ];

    private static IEnumerable<(string Name, string Value)> Present(string name, string? value) =>
        value is null ? [] : [(name, value)];

    private static IEnumerable<KeyValuePair<string, string>> Sorted(IReadOnlyDictionary<string, string> values) =>
        values.OrderBy(value => value.Key, StringComparer.Ordinal);
}
