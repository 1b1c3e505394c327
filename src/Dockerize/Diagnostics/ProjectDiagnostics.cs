namespace Dockerize;

/// <summary>DKZ1nnn: what is wrong with a project, its properties or its Dockerfile.</summary>
internal static class ProjectDiagnostics
{
    public static Diagnostic NothingPublished(string directory, string file) => new(
        "DKZ1001",
        $"There is no {file} in '{directory}', so there is nothing to put into an image. Run `dotnet publish`: the image is made from what that leaves in its publish folder.");

    public static Diagnostic InvalidReference(string text, string why) => new(
        "DKZ1003",
        $"'{text}' is not the name of an image: {why}. Correct DockerImage, or what it is made of: DockerRegistry, DockerRepository and DockerTags; for a base image DockerBaseImage, or DockerBaseRegistry and DockerBaseVariant.");

    public static Diagnostic DigestAsTag(string text) => new(
        "DKZ1004",
        $"'{text}' names an image by its digest, which nobody can choose for an image that is yet to be built. Give DockerImage a tag instead.");

    public static Diagnostic InvalidPort(string text) => new(
        "DKZ1005",
        $"'{text}' is not a port. Write a number from 1 to 65535, a range 8000-8010, or one with its protocol, 5353/udp, in the item DockerPort or the property DockerPorts.");

    public static Diagnostic InvalidName(string keyword, string name) => new(
        "DKZ1006",
        $"'{name}' cannot be the name of {Subject(keyword)}: it is empty, or has a blank, a quote, '=', '$' or '\\' in it. Rename it.");

    public static Diagnostic LineBreak(string keyword, string name) => new(
        "DKZ1007",
        $"The value of {Subject(keyword)} '{name}' has a line break, which the {keyword} instruction of a Dockerfile cannot hold. Take the line break out.");

    public static Diagnostic NoPair(string property, string text) => new(
        "DKZ1008",
        $"'{text}' in {property} is not NAME=VALUE. Write {property} as A=1;B=2 in a project file, and as A=1%3BB=2 on a command line.");

    public static Diagnostic Unwritable(string path, string reason) => new(
        "DKZ1002",
        $"'{path}' cannot be written: {reason.TrimEnd('.')}. Make its folder writable, or let BaseIntermediateOutputPath name one that is.");

    public static Diagnostic Unreadable(string path, string reason) => new(
        "DKZ1009",
        $"The Dockerfile '{path}' cannot be read: {reason.TrimEnd('.')}. Publish again; the target GenerateDockerfile writes it.");

    private static string Subject(string keyword) => keyword switch
    {
        "ENV" => "the environment variable",
        "LABEL" => "the label",
        _ => "the " + keyword,
    };
}
