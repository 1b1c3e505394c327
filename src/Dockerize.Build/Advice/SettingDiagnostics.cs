namespace Dockerize.Build.Advice;

/// <summary>Errors and warnings about properties and items.</summary>
internal static class SettingDiagnostics
{
    public static Diagnostic InvalidPort(string text, string property) =>
        new(
            "DKZ1005",
            $"Invalid port '{text}' in {property}. Specify a port from 1 to 65535, a range (8000-8010), or a port with "
                + "a protocol (5353/udp)."
        );

    public static Diagnostic InvalidName(string keyword, string name) =>
        new(
            "DKZ1006",
            $"Invalid {Subject(keyword)} '{name}': its name is empty, starts with '#', or contains white "
                + "space, a control character, a quote, '=', '$' or '\\'. Rename it."
        );

    public static Diagnostic LineFeed(string keyword, string name) =>
        new(
            "DKZ1007",
            $"Invalid value of {Subject(keyword)} '{name}': it contains a line feed, which {keyword} instructions do "
                + "not support. Remove the line feed."
        );

    public static Diagnostic NoPair(string property, string text) =>
        new(
            "DKZ1008",
            $"Invalid entry '{text}' in {property}: it is not NAME=VALUE. Specify A=1;B=2, or A=1%3BB=2 on the command "
                + "line."
        );

    public static Diagnostic InvalidCommand(string property, string text, string reason) =>
        new(
            "DKZ1010",
            $"Invalid command '{text}' in {property}: {reason}. Specify a JSON array such as "
                + "[\"dotnet\",\"/app/Shop.dll\"], or a single line for the shell."
        );

    public static Diagnostic InvalidShell(string property, string text, string reason) =>
        new(
            "DKZ1010",
            $"Invalid shell '{text}' in {property}: {reason}. Specify a JSON array, such as [\"/bin/sh\",\"-c\"]."
        );

    public static Diagnostic InvalidValue(string property, string value, string expected) =>
        new("DKZ1011", $"Invalid value '{value}' of {property}. Specify {expected}.");

    public static Diagnostic MissingRunCommand(string name) =>
        new(
            "DKZ1011",
            $"Missing Command of DockerRun '{name}'. Add it as metadata: "
                + "<DockerRun Include=\"a name\" Command=\"echo hello\" />."
        );

    public static Diagnostic UnsupportedNetwork(string network) =>
        new(
            "DKZ1011",
            $"Invalid value '{network}' of DockerBuildNetwork: BuildKit does not support this network. "
                + "Specify default, host or none."
        );

    /// <summary>The error for a cache exporter that the engine's API does not have.</summary>
    /// <param name="property">The property with the exporter.</param>
    /// <param name="exporter">The exporter: <c>type=registry,ref=…</c>.</param>
    public static Diagnostic UnsupportedCacheExporter(string property, string exporter) =>
        new(
            "DKZ1011",
            $"Invalid value '{exporter}' of {property}: the engine's API writes the build cache only into the image. "
                + "Specify inline, push the image, and use it in DockerBuildCacheFrom."
        );

    public static Diagnostic MissingEntrypoint(string arguments) =>
        new(
            "DKZ1011",
            $"Missing ContainerEntrypoint: ContainerEntrypointArgs is '{arguments}'. "
                + "Set ContainerEntrypoint, or use ContainerAppCommandArgs instead."
        );

    public static Diagnostic ConflictingCommand(string instruction, string other) =>
        new(
            "DKZ1011",
            $"Conflicting settings: ContainerAppCommandInstruction is '{instruction}', and {other} is set. "
                + $"Remove {other}, or set ContainerAppCommandInstruction=DefaultArgs."
        );

    /// <summary>The error for content that Docker's format does not define.</summary>
    /// <param name="property">The property with the format.</param>
    /// <param name="content">The content: <c>annotations</c>.</param>
    public static Diagnostic ConflictingFormat(string property, string content) =>
        new(
            "DKZ1011",
            $"Conflicting settings: {property} is Docker, but the image has {content}, which only the OCI format "
                + $"defines. Set {property}=OCI, or build the image without {content}."
        );

    /// <summary>The error for the name of an annotation.</summary>
    public static Diagnostic InvalidAnnotation(string name) =>
        new(
            "DKZ1006",
            $"Invalid annotation '{name}' in DockerAnnotation: its name is empty, or contains a space, '=' or a "
                + "control character. Rename it."
        );

    public static Diagnostic InvalidPackage(string text) =>
        new(
            "DKZ1012",
            $"Invalid package '{text}' in DockerSystemPackage. Specify a package name, optionally with a version: "
                + "libfoo, libfoo=1.2."
        );

    public static Diagnostic IgnoredSdkSetting(string property, string action) =>
        new("DKZ1022", $"{property} has no effect on images that the Docker engine builds. {action}");

    public static Diagnostic UnknownProperty(string name, string meant) =>
        Unknown($"Unknown property {name}", $"Did you mean {meant}?");

    public static Diagnostic ItemAsProperty(string name, string item) =>
        Unknown($"Unknown property {name}", $"Did you mean the item <{item} Include=\"…\" />?");

    public static Diagnostic UnknownItem(string name, string meant) =>
        Unknown($"Unknown item {name}", $"Did you mean {meant}?");

    public static Diagnostic UnknownMetadata(string name, string item, string meant) =>
        Unknown($"Unknown metadata {name} of {item}", $"Did you mean {meant}?");

    /// <summary>The warning for a property that is set in two forms, of which only one has an effect.</summary>
    /// <param name="form">The form without effect.</param>
    /// <param name="property">The form with an effect.</param>
    public static Diagnostic UnusedForm(string form, string property) =>
        new("DKZ1041", $"Property {form} has no effect, because {property} is set. Remove property {form}.");

    /// <summary>The error for a NUL character.</summary>
    /// <param name="place">The place: a property, an item or an instruction.</param>
    public static Diagnostic NulCharacter(string place) =>
        new("DKZ1042", $"Invalid text in {place}: it contains a NUL character, which is not allowed. Remove it.");

    private static Diagnostic Unknown(string subject, string suggestion) =>
        new(
            "DKZ1041",
            $"{subject}: it has no effect on the image. {suggestion} If this is intended, add DKZ1041 to NoWarn."
        );

    private static string Subject(string keyword) =>
        keyword switch
        {
            "ENV" => "environment variable",
            "LABEL" => "label",
            "ARG" => "build argument",
            _ => keyword,
        };
}
