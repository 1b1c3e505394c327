namespace Dockerize.Build.Advice;

/// <summary>Errors about the layer report of an image.</summary>
internal static class ReportDiagnostics
{
    /// <summary>The error for a file with an extension that is not supported.</summary>
    /// <param name="path">The value of the property.</param>
    public static Diagnostic UnknownFormat(string path) =>
        new(
            "DKZ1060",
            $"Invalid DockerReport '{path}': the extension determines the format. "
                + "Specify a file that ends with .html or .md."
        );

    /// <summary>The error for two images whose report is written to one file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="other">The full path of the other project.</param>
    public static Diagnostic FileOfTwoProjects(string path, string other) =>
        new(
            "DKZ1034",
            $"Conflicting DockerReport '{path}': '{other}' writes its report to the same file in this build. Set a "
                + "different DockerReport in each project file."
        );

    /// <summary>The error for a project that is published for several frameworks or platforms in one build.</summary>
    /// <param name="path">The full path of the file.</param>
    public static Diagnostic FileOfTwoTargets(string path) =>
        new(
            "DKZ1034",
            $"Conflicting DockerReport '{path}': this project is published for several frameworks or platforms in "
                + "this build. Set a different DockerReport for each."
        );
}
