using Dockerize.Dockerfiles;
using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>
/// The times in an image that was built with <see cref="BuildOptions.SourceDateEpoch"/>. If one of them is the time of
/// the build, the id of the image is not reproducible.
/// </summary>
internal static class BuildTimes
{
    /// <summary>Finds times of the build in an image.</summary>
    /// <param name="definition">The inputs of the build.</param>
    /// <param name="image">The image.</param>
    /// <returns>
    /// The reason, as a clause; null if there are none, no epoch was requested, or a build argument overrides it.
    /// </returns>
    public static string? FindIn(BuildDefinition definition, ImageInspection image)
    {
        var (dockerfile, _, options) = definition;
        if (options.SourceDateEpoch is not { } epoch || options.Arguments.ContainsKey(BuildOptions.EpochArgument))
            return null;
        // Builders that do not support an epoch ignore it without an error.
        if (image.Created?.ToUnixTimeSeconds() != epoch.ToUnixTimeSeconds())
            return "the builder of this engine does not support SOURCE_DATE_EPOCH";

        return !options.RewritesTimes && dockerfile.Instructions.Any(CreatesFiles)
            ? "this engine keeps the time of the build in files and folders that steps create"
            : null;
    }

    // The context has times that depend only on the content. A copy into another folder than the root sets the time of
    // that folder. WORKDIR uses the epoch.
    private static bool CreatesFiles(Instruction instruction) =>
        instruction.Keyword switch
        {
            "RUN" => true,
            "COPY" or "ADD" => !instruction.Arguments.TrimEnd().EndsWith(" /", StringComparison.Ordinal),
            _ => false,
        };
}
