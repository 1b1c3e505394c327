using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about the tags of an image and the tokens in them.</summary>
internal static class ImageTagDiagnostics
{
    public static Diagnostic Digest(string text, string property) =>
        new(
            "DKZ1004",
            $"Invalid tag '{text}' in {property}: it contains a digest, which is known only after the push. "
                + "Specify a tag instead."
        );

    public static Diagnostic Invalid(string text, string reason, string property) =>
        new("DKZ1027", $"Invalid value '{text}' of {property}: {PlainText.Clause(reason)}. Correct {property}.");

    public static Diagnostic UnknownToken(string token, string property) =>
        new(
            "DKZ1029",
            $"Unknown token {{{token}}} in {property}. Use {{version}}, {{semver}}, {{major}}, {{minor}}, {{patch}}, "
                + "{sha}, {branch}, {configuration}, {date} or {timestamp}."
        );

    public static Diagnostic NoTokenValue(string token, string property) =>
        new(
            "DKZ1031",
            $"Missing value of token {{{token}}} in {property}: "
                + token.ToLowerInvariant() switch
                {
                    "sha" => "the project is not in a git repository that has a commit. "
                        + "Publish from a clone, or set -p:SourceRevisionId=….",
                    "branch" => "no git branch is checked out, and no variable of a CI system contains a branch name. "
                        + "Check out a branch, or set -p:SourceBranchName=….",
                    "date" or "timestamp" => "TagValues.Time is not set. Set it to the time of the build.",
                    "configuration" => "the project has no Configuration. Publish with -c Release.",
                    _ => "the project has no PackageVersion and no Version. "
                        + "Set Version, for example with -p:Version=1.2.3.",
                }
        );

    public static Diagnostic NoVersionNumbers(string token, string version, string property) =>
        new(
            "DKZ1031",
            $"Missing value of token {{{token}}} in {property}: version '{version}' does not consist of numbers. "
                + "Set Version, for example to 1.2.3 or 1.2.3-rc.1, or use {version} instead."
        );

    public static Diagnostic ChangedValue(string token, string from, string to) =>
        new(
            "DKZ1032",
            $"Value '{from}' of token {{{token}}} is invalid in a tag and was changed to '{to}'. "
                + "If this is intended, add DKZ1032 to NoWarn."
        );

    public static Diagnostic UnreadableRepository(string path, string reason) =>
        new(
            "DKZ1033",
            $"Cannot read '{path}' of the git repository: {PlainText.Clause(reason)}. "
                + "Fix its permissions, or remove {sha} and {branch} from the tags."
        )
        {
            File = path,
        };
}
