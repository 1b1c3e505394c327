namespace Dockerize.Build.Advice;

/// <summary>DKZ1nnn: settings that do not fit the kind of the project.</summary>
internal static class SettingDiagnostics
{
    /// <summary>The error for an image that could start no program.</summary>
    /// <param name="project">The name of the project.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="value">The value of the property that is the reason.</param>
    /// <param name="isGlobal">True if <c>Dockerize</c> is on the command line.</param>
    public static Diagnostic NoProgram(string project, NoImageReason reason, string value, bool isGlobal) =>
        new(
            "DKZ1039",
            $"Could not make an image of '{project}', for which Dockerize is 'true': no program could start in it, "
                + $"because {Because(reason, value)}. "
                + (isGlobal, reason) switch
                {
                    (true, _) => "Publish without -p:Dockerize=true; an app that references Dockerize.Build gets an "
                        + "image by default.",
                    (_, NoImageReason.Library) => "Remove Dockerize=true, or set OutputType=Exe if it is an app.",
                    _ => "Remove Dockerize=true from this project.",
                }
        );

    public static Diagnostic NoImageToPush(string project, NoImageReason reason, string value) =>
        new(
            "DKZ1040",
            $"Nothing to push, although DockerPush is 'true': {NoImage(project, reason, value)} "
                + reason switch
                {
                    NoImageReason.Library =>
                        "Set OutputType=Exe if it is an app, or Dockerize=false to publish it without an image.",
                    NoImageReason.Tool or NoImageReason.Test =>
                        "Set Dockerize=true in the project for an image, or Dockerize=false to publish it without one.",
                    NoImageReason.SdkContainer =>
                        "Set ContainerRegistry, to which the SDK pushes, instead of DockerPush.",
                    _ => "Set Dockerize=false in the project to publish it without an image.",
                }
        );

    /// <summary>The error for a NUL character.</summary>
    /// <param name="place">The place: a property, an item or an instruction.</param>
    public static Diagnostic NulCharacter(string place) =>
        new("DKZ1042", $"Invalid text in {place}: it has a NUL character, which no program can receive. Remove it.");

    public static Diagnostic UnknownProperty(string name, string meant) =>
        Unknown($"Unknown property {name}", $"Did you mean {meant}?");

    public static Diagnostic ItemAsProperty(string name, string item) =>
        Unknown($"Unknown property {name}", $"Did you mean the item, <{item} Include=\"…\" />?");

    public static Diagnostic UnknownItem(string name, string meant) =>
        Unknown($"Unknown item {name}", $"Did you mean {meant}?");

    public static Diagnostic UnknownMetadata(string name, string item, string meant) =>
        Unknown($"Unknown metadata {name} of {item}", $"Did you mean {meant}?");

    /// <summary>The warning for another form of a property that is set too.</summary>
    public static Diagnostic UnusedForm(string form, string property) =>
        new("DKZ1041", $"{form} has no effect, because {property} is set and differs. Set {property} only.");

    /// <summary>The message that a project gets no image.</summary>
    public static string NoImage(string project, NoImageReason reason, string value) =>
        $"{project} gets no image, because {Because(reason, value)}.";

    private static Diagnostic Unknown(string subject, string suggestion) =>
        new(
            "DKZ1041",
            $"{subject}: it has no effect on the image. {suggestion} If this is intended, add DKZ1041 to NoWarn."
        );

    private static string Because(NoImageReason reason, string value) =>
        reason switch
        {
            NoImageReason.Library => $"its OutputType is '{value}'",
            NoImageReason.Framework => $"it targets {value}, which Linux containers cannot run",
            NoImageReason.Platform => $"it targets one operating system, '{value}'",
            NoImageReason.Browser => "it runs in a browser",
            NoImageReason.Tool => "it is packed as a .NET tool (PackAsTool)",
            NoImageReason.Test => "it is a test project",
            _ => "the .NET SDK's PublishContainer makes the image",
        };
}
