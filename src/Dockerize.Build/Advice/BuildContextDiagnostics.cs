using Dockerize.Contexts;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about the files of the build context.</summary>
internal static class BuildContextDiagnostics
{
    public static Diagnostic NoCopySource(string source) =>
        new("DKZ1017", $"File '{source}' in DockerCopy not found. Correct the item, or remove it.");

    public static Diagnostic CopyOutside(string source, string root) =>
        new(
            "DKZ1018",
            $"Invalid file '{source}' in DockerCopy: it is outside of '{root}', so other machines may not have it. "
                + "Move it into that folder."
        );

    public static Diagnostic NoFolder(string directory, string property) =>
        new("DKZ1019", $"Build context '{directory}' not found. Correct {property}.");

    public static Diagnostic InvalidIgnorePattern(string path, int line, string pattern) =>
        new(
            "DKZ1020",
            $"Invalid pattern '{pattern}' in the ignore file. Correct the line: write exceptions as !pattern, classes "
                + "as [a-z], and a backslash before a special character."
        )
        {
            File = path,
            Line = line,
        };

    public static Diagnostic ForeignFolder(string path) =>
        new(
            "DKZ1023",
            $"Could not write the build context to '{path}': the folder is not empty, and "
                + "its content is not from an earlier publish. "
                + "Empty it, or specify another folder or a .tar file in DockerBuildContextOutput."
        );

    public static Diagnostic SecretInContext(IReadOnlyCollection<string> files) =>
        MayContainSecret("build context", files, "Exclude these files in .dockerignore.");

    public static Diagnostic SecretInPublishOutput(IReadOnlyCollection<string> files) =>
        MayContainSecret(
            "publish output",
            files,
            "Set CopyToPublishDirectory=\"Never\" for these files, or remove their DockerCopy items."
        );

    public static Diagnostic UnreadableIgnoreFile(IgnoreFileUnreadableException error) =>
        new(
            "DKZ1046",
            $"Cannot read the ignore file '{error.Path}': {PlainText.Clause(error.Reason)}. Fix the file, or delete it."
        )
        {
            File = error.Path,
        };

    private static Diagnostic MayContainSecret(string place, IReadOnlyCollection<string> files, string action) =>
        new("DKZ1025", $"Possible secrets found in the {place}:")
        {
            Details = NameList.Lines(files),
            NextAction =
                $"Everyone who can pull the image can read its files. {action} "
                + "If they are not secrets, add DKZ1025 to NoWarn.",
        };
}
