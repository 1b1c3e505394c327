using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>
/// BuildKit, as an engine has it built in (<see cref="EngineInfo.HasBuildKit"/>). It is called without a session, so that nobody answers when a
/// step asks for a secret or a registry for credentials; base images that the engine has are taken as they are (Docker 20.10 and 28 ask no
/// registry for one, nor for the image of a <c># syntax=</c> line), others have to be pulled before.
/// </summary>
/// <param name="engine">The engine that builds.</param>
internal sealed class BuildKitBuilder(DockerEngine engine) : IEngineBuilder
{
    /// <inheritdoc/>
    public Task<ImageInspection> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default) => BuildInvocation.RunAsync(
            engine,
            "BuildKit",
            dockerfile,
            context,
            WithInlineCache(options),
            [("version", "2")],
            [],
            new BuildKitMessageReader(options.DockerfilePath, progress),
            progress,
            cancellationToken);

    // It takes layers only from images that say how they were built. Who takes them from an earlier image wants that of this one.
    private static BuildOptions WithInlineCache(BuildOptions options)
    {
        if (options.CacheFrom.Count == 0)
            return options;
        var arguments = options.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal);
        arguments["BUILDKIT_INLINE_CACHE"] = "1";
        return options with { Arguments = arguments };
    }
}
