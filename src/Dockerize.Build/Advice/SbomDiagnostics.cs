using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about the SBOM of an image, and its attestations.</summary>
internal static class SbomDiagnostics
{
    /// <summary>The error if the result of the restore cannot be read.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="reason">The error message of the operating system or the parser.</param>
    public static Diagnostic InvalidAssets(string path, string reason) =>
        new(
            "DKZ1055",
            $"Could not create the SBOM: the result of the restore, '{path}', cannot be read: "
                + $"{PlainText.Clause(reason)}. Run `dotnet restore` for the project, or set DockerSbom=false."
        );

    /// <summary>The error for two images whose SBOM is written to one file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="other">The full path of the other project.</param>
    public static Diagnostic FileOfTwoProjects(string path, string other) =>
        new(
            "DKZ1056",
            $"Conflicting DockerSbomFile '{path}': '{other}' writes its SBOM to the same file in this build. Set a "
                + "different DockerSbomFile in each project file."
        );

    /// <summary>The error for a project that is published for several frameworks or platforms in one build.</summary>
    /// <param name="path">The full path of the file.</param>
    public static Diagnostic FileOfTwoTargets(string path) =>
        new(
            "DKZ1056",
            $"Conflicting DockerSbomFile '{path}': this project is published for several frameworks or platforms in "
                + "this build. Set a different DockerSbomFile for each."
        );

    /// <summary>The warning if the engine cannot store attestations.</summary>
    /// <param name="isPodman">True for Podman; false for Docker with its older image store.</param>
    public static Diagnostic NoAttestations(bool isPodman) =>
        new(
            "DKZ2035",
            "DockerAttestations has no effect on this image: "
                + (
                    isPodman
                        ? "Podman cannot store attestations. Use Docker with containerd's image store, or remove the "
                            + "setting."
                        : "the engine does not use containerd's image store, or is older than Docker 28. Enable this "
                            + "store in the engine, or remove the setting."
                )
        );
}
