using System.Globalization;
using Docker.DotNet.Models;

namespace Dockerize;

/// <summary>The engine's own builder, which every version of Docker and Podman has.</summary>
/// <param name="engine">The engine that builds.</param>
public sealed class ClassicBuilder(DockerEngine engine)
{
    /// <summary>Builds an image without a name.</summary>
    /// <param name="dockerfile">The Dockerfile that the context holds.</param>
    /// <param name="context">What it builds from.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the build in the engine too.</param>
    /// <returns>What the engine says of the image, its id first of all.</returns>
    /// <exception cref="DockerizeException">
    /// DKZ2008: a step failed, with the Dockerfile's line and the step's last output; DKZ2009: the build ended without an image;
    /// DKZ2003: the connection broke; DKZ2004: the engine refused; DKZ2005, DKZ2006: a file of the context.
    /// </exception>
    public async Task<ImageFacts> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        progress?.Report(new(ProgressImportance.High, string.Format(
            CultureInfo.InvariantCulture, "Sending {0} files, {1}, to the engine", context.FileCount, ByteSize.Format(context.Size))));
        var parameters = new ImageBuildParameters
        {
            Dockerfile = context.DockerfilePath,
            NoCache = options.NoCache,
            Target = options.Target,
            NetworkMode = options.Network,
            BuildArgs = options.Arguments.ToDictionary(argument => argument.Key, argument => argument.Value, StringComparer.Ordinal),
            Remove = true,
            ForceRemove = true,
        };
        var build = new BuildProgress(progress);
        using var tar = context.OpenTar();
        await engine.CallAsync(() => engine.Client.Images.BuildImageFromDockerfileAsync(
            parameters, tar, [], new Dictionary<string, string>(), build, cancellationToken), cancellationToken).ConfigureAwait(false);

        if (build.Error is { } error)
            throw new DockerizeException(EngineDiagnostics.StepFailed(options.DockerfilePath, dockerfile.LineOfStep(build.Step), error, build.Tail));
        var image = build.ImageId is { } id ? await engine.InspectAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return image ?? throw new DockerizeException(EngineDiagnostics.NoImage(engine.Endpoint));
    }
}
