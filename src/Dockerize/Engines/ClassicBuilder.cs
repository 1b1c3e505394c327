using System.Globalization;

namespace Dockerize;

/// <summary>The engine's own builder, which every version of Docker and Podman has.</summary>
/// <param name="engine">The engine that builds.</param>
public sealed class ClassicBuilder(DockerEngine engine) : IImageBuilder
{
    /// <inheritdoc/>
    public async Task<ImageFacts> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        // Asked for a network of a name, it gives that of its own machine without a word.
        if (engine.Traits.IsPodman && options.Network is not (null or "none" or "host" or "default"))
            throw new DockerizeException(EngineDiagnostics.NoSuchNetwork(options.Network));
        progress?.Report(new(ProgressImportance.High, string.Format(
            CultureInfo.InvariantCulture, "Sending {0} files, {1}, to the engine", context.FileCount, ByteSize.Format(context.Size))));
        var build = new BuildProgress(progress);
        using var tar = context.OpenTar();
        await engine.Connection.PostAsync(
            "build",
            [.. options.Query(context.DockerfilePath, engine.Traits.IsPodman), ("rm", "1"), ("forcerm", "1")],
            [("X-Registry-Config", RegistryHeaders.Config(options.Credentials))],
            tar,
            build,
            cancellationToken: cancellationToken).ConfigureAwait(false);

        if (build.Error is { } error)
            throw new DockerizeException(EngineDiagnostics.StepFailed(options.DockerfilePath, dockerfile.LineOfStep(build.Step, build.Stage), error, build.Tail));
        var image = build.ImageId is { } id ? await engine.InspectAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return image ?? throw new DockerizeException(EngineDiagnostics.NoImage(engine.Endpoint));
    }
}
