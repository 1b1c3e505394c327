using Dockerize.Builds;

namespace Dockerize.Build.Reports;

/// <summary>The source of a report about the image of one platform.</summary>
/// <param name="Record">The record of the image.</param>
internal sealed record ReportSource(BuildRecord Record)
{
    /// <summary>The files of the build context, by path; empty if they are not known.</summary>
    public IReadOnlyDictionary<string, InputFile> Files { get; init; } = new Dictionary<string, InputFile>();

    /// <summary>The image that was replaced; null if there is none.</summary>
    public PreviousImage? Previous { get; init; }

    /// <summary>Creates a source.</summary>
    /// <param name="record">The record of the image.</param>
    /// <param name="inputs">The inputs of the build; null if they are not known.</param>
    public static ReportSource Create(BuildRecord record, BuildInputs? inputs) =>
        inputs is null ? new(record) : new(record) { Files = inputs.Files, Previous = inputs.Previous };
}
