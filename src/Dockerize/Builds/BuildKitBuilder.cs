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
    public Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var invocation = new BuildInvocation(api, dockerfile, context, WithInlineCache(options))
        {
            BuilderName = "BuildKit",
            Query = [("version", "2")],
        };
        return invocation.RunAsync(
            new BuildKitMessageReader(options.DockerfilePath, progress, options.Secrets),
            progress,
            cancellationToken
        );
    }

    // BuildKit uses an image as a cache only if the image contains cache metadata. A build with a cache adds this
    // metadata for the next build.
    private static BuildOptions WithInlineCache(BuildOptions options)
    {
        if (options.CacheFrom.Count == 0)
            return options;

        var arguments = options.Arguments.ToDictionary(
            argument => argument.Key,
            argument => argument.Value,
            StringComparer.Ordinal
        );
        arguments["BUILDKIT_INLINE_CACHE"] = "1";
        return options with { Arguments = arguments };
    }
}
