using Dockerize.Engines;
using Dockerize.Engines.Endpoints;

namespace Dockerize.Builds;

/// <summary>
/// The engine cannot apply build options for the export of the image. Docker requires BuildKit and containerd's image
/// store. Nothing was built.
/// </summary>
public sealed class ExportUnsupportedException : EngineException
{
    internal ExportUnsupportedException(EngineEndpoint endpoint, ExportLimit limit, IReadOnlyList<ExportOption> options)
        : base(endpoint, $"The engine at {endpoint} cannot apply {string.Join(", ", options)}: {ReasonOf(limit)}.")
    {
        Limit = limit;
        Options = options;
    }

    /// <summary>The reason.</summary>
    public ExportLimit Limit { get; }

    /// <summary>The options that the engine cannot apply.</summary>
    public IReadOnlyList<ExportOption> Options { get; }

    /// <summary>Returns a reason as a clause.</summary>
    internal static string ReasonOf(ExportLimit limit) =>
        limit switch
        {
            ExportLimit.ImageStore => "it does not use containerd's image store",
            ExportLimit.Podman => "Podman does not support them in builds",
            _ => "the classic builder builds the image",
        };
}
