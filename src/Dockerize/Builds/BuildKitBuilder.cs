using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// The BuildKit of an engine (<see cref="EngineInfo.HasBuildKit"/>). It is called without a session: a step cannot use
/// secrets, and a registry gets no credentials. Base images that the engine has are used as they are, others must be
/// pulled before: Docker 20.10 and 28 query no registry for them, nor for the image of a <c># syntax=</c> line.
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

    // BuildKit uses an image as a cache only if the image has cache metadata. A build with a cache adds it for the next
    // one.
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
