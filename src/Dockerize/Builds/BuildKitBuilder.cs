using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// Builds with the BuildKit of an engine (<see cref="EngineInfo.HasBuildKit"/>), without a BuildKit session. A step
/// therefore cannot use secrets, and BuildKit has no credentials for registries. Base images and the image of the
/// directive <c># syntax=</c> must be pulled before the build. For images that the engine has, Docker 20.10 and 28 do
/// not query the registry.
/// </summary>
/// <param name="api">The engine that builds.</param>
internal sealed class BuildKitBuilder(EngineApi api) : IEngineBuilder
{
    /// <inheritdoc/>
    public async Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var invocation = new BuildInvocation(api, dockerfile, context, WithBuildKitArguments(options))
        {
            BuilderName = "BuildKit",
            Query = [("version", "2"), ("outputs", options.Outputs)],
        };
        var reader = new BuildKitMessageReader(options.DockerfilePath, progress, options.Secrets);
        var image = await invocation.RunAsync(reader, progress, cancellationToken).ConfigureAwait(false);
        if (options.RewritesTimes)
            await UnpackAsync(image, options.Platform, cancellationToken).ConfigureAwait(false);
        return image;
    }

    // An image with rewritten times is not unpacked yet (see ImageExport). The engine unpacks an image when it creates
    // a container. Only then does it know the sizes of the layers.
    private async Task UnpackAsync(ImageInspection image, Platform? platform, CancellationToken cancellationToken)
    {
        using var grace = new GracePeriod(cancellationToken);
        var container = await api.CreateContainerAsync(image.Id, platform, grace.Token).ConfigureAwait(false);
        await api.RemoveContainerAsync(container, grace.Token).ConfigureAwait(false);
    }

    // BuildKit uses an image as a cache only if the image contains cache metadata. A build with a cache adds this
    // metadata for the next build. An argument of the user overrides the time.
    private static BuildOptions WithBuildKitArguments(BuildOptions options)
    {
        if (options.CacheFrom.Count == 0 && options.EpochText is null)
            return options;

        var arguments = options.Arguments.ToDictionary(
            argument => argument.Key,
            argument => argument.Value,
            StringComparer.Ordinal
        );
        if (options.CacheFrom.Count > 0)
            arguments["BUILDKIT_INLINE_CACHE"] = "1";
        if (options.EpochText is { } epoch && !arguments.ContainsKey(BuildOptions.EpochArgument))
            arguments[BuildOptions.EpochArgument] = epoch;
        return options with { Arguments = arguments };
    }
}
