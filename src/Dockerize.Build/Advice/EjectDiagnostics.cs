using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors of the target <c>EjectDockerfile</c>, and warnings about ejected Dockerfiles.</summary>
internal static class EjectDiagnostics
{
    private const string Again = "dotnet build -t:EjectDockerfile";

    /// <summary>The warning if the project would now generate another Dockerfile than when it was ejected.</summary>
    /// <param name="path">The full path of the Dockerfile.</param>
    /// <param name="changes">The changed lines, each with + or - in front of it.</param>
    /// <param name="diff">The full path of the file with the changes.</param>
    public static Diagnostic Changed(string path, IReadOnlyList<string> changes, string diff) =>
        new(
            "DKZ1053",
            "The project has changed since its Dockerfile was ejected. The generated Dockerfile would change:"
        )
        {
            Details = NameList.Lines([.. changes.Where(line => line.Trim(' ', '+', '-').Length > 0)]),
            NextAction =
                $"Run `git apply \"{diff}\"` in the project folder, or edit the Dockerfile. "
                + $"If you have not edited it yet, `{Again}` writes it again.",
            File = path,
        };

    /// <summary>The warning if the Dockerfile of the project cannot be generated.</summary>
    /// <param name="path">The full path of the Dockerfile.</param>
    /// <param name="reason">The reason.</param>
    public static Diagnostic NotCompared(string path, string reason) =>
        new(
            "DKZ1053",
            "Could not compare the ejected Dockerfile with the settings of the project: "
                + $"{PlainText.Clause(reason)}. Correct the settings, or delete the file "
                + $"'{path}.ejected' to skip the comparison."
        )
        {
            File = path,
        };

    public static Diagnostic Exists(string path) =>
        new(
            "DKZ1054",
            $"Could not eject the Dockerfile: '{path}' exists, and EjectDockerfile did not write it, or it was edited. "
                + $"Rename it, run `{Again}`, and merge the files."
        );

    /// <summary>The error for an ejected Dockerfile that was edited.</summary>
    /// <param name="path">The full path of the Dockerfile.</param>
    /// <param name="record">The full path of the file with its text at the time of the eject.</param>
    public static Diagnostic Edited(string path, string record) =>
        new(
            "DKZ1054",
            $"Could not eject the Dockerfile: '{path}' was edited after it was ejected. To write it again, rename it "
                + $"and '{record}', run `{Again}`, and merge the files."
        );

    /// <summary>The error if the project builds another Dockerfile.</summary>
    /// <param name="property">The property with the path of the Dockerfile.</param>
    /// <param name="path">The path in the property.</param>
    public static Diagnostic OwnDockerfile(string property, string path) =>
        new(
            "DKZ1054",
            $"Could not eject the Dockerfile: {property} is set to '{path}', so no Dockerfile is generated. "
                + $"Remove {property}."
        );

    /// <summary>The error for a project without an image.</summary>
    /// <param name="project">The name of the project.</param>
    public static Diagnostic NoImage(string project) =>
        new(
            "DKZ1054",
            $"Could not eject the Dockerfile: {project} gets no image. Select the project of an app, or set "
                + "Dockerize=true in it."
        );

    /// <summary>The error for a file-based app.</summary>
    /// <param name="path">The full path of the project file that MSBuild uses.</param>
    public static Diagnostic NoProjectFile(string path) =>
        new(
            "DKZ1054",
            $"Could not eject the Dockerfile: the project file '{path}' does not exist, because the app is a single "
                + "file. Convert it with `dotnet project convert`."
        );

    /// <summary>The error if no folder can be the build context.</summary>
    /// <param name="project">The full path of the project file.</param>
    public static Diagnostic NoContext(string project) =>
        new(
            "DKZ1054",
            $"Could not eject the Dockerfile: only the root of the disk contains all files that '{project}' requires. "
                + "Move the files into one folder."
        );
}
