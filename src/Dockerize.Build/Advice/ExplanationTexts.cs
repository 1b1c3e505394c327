using Dockerize.Images;

namespace Dockerize.Build.Advice;

/// <summary>The texts of the lines that explain an image.</summary>
internal static class ExplanationTexts
{
    public static string IsApp => "yes: the project is an app and references Dockerize.Build";

    public static string IsForced => "yes: Dockerize is 'true'";

    public static string OnlyDockerfile => "only its Dockerfile: DockerBuild is 'false'";

    /// <param name="reason">The reason, as a clause.</param>
    public static string No(string reason) => $"no: {reason}";

    public static string Error(Diagnostic diagnostic) => $"{diagnostic.Code}: {diagnostic.Message}";

    /// <param name="part">The part of the name of the image.</param>
    /// <param name="property">The property.</param>
    public static string From(string part, string property) => $"{part}: {property}";

    public static string NoRegistry => "registry: none. To push the image, set DockerRegistry";

    /// <param name="assembly">The name of the assembly.</param>
    public static string RepositoryOfAssembly(string assembly) => $"repository: the name of the assembly, {assembly}";

    /// <param name="tags">The tags with their tokens.</param>
    /// <param name="property">The property.</param>
    public static string TagsFrom(string tags, string property) => $"tags: {property}, '{tags}'";

    public static string DefaultTag => "tag: the default, latest";

    public static string Pushed => "yes: DockerPush is 'true'";

    public static string NotPushed => "no: DockerPush is not 'true'";

    /// <param name="path">The full path of the Dockerfile.</param>
    public static string Generated(string path) => $"generated: {path}";

    public static string PublishedContext => "the published files";

    /// <param name="context">The folder of the build context.</param>
    public static string Context(string context) => $"build context: {context}";

    /// <param name="digest">The digest in the base lock.</param>
    /// <param name="date">The day of the entry.</param>
    public static string Locked(Digest digest, string date) => $"locked to {digest} since {date}";

    public static string PlatformOfEngine => "that of the engine";

    /// <param name="arguments">The program and its arguments.</param>
    public static string Starts(IEnumerable<string> arguments) => $"entry point: {string.Join(" ", arguments)}";

    /// <param name="user">The argument of USER; null for the user of the base image.</param>
    /// <param name="reason">The reason for the choice.</param>
    public static string User(string? user, string reason) =>
        user is null || reason.Contains(user.TrimStart('$')) ? $"user: {reason}" : $"user: {user}, {reason}";

    /// <param name="ports">The exposed ports.</param>
    public static string Ports(IReadOnlyCollection<string> ports) =>
        ports.Count > 0 ? $"ports: {string.Join(", ", ports)}" : "ports: none";

    /// <param name="names">The names of the variables.</param>
    public static string Variables(IEnumerable<string> names) => $"environment variables: {string.Join(", ", names)}";

    /// <param name="names">The names of the labels.</param>
    public static string Labels(IEnumerable<string> names) => $"labels: {string.Join(", ", names)}";

    /// <param name="packages">The packages of the distribution.</param>
    public static string Packages(IEnumerable<string> packages) => $"system packages: {string.Join(", ", packages)}";

    public static string Anonymous => "anonymous";

    /// <param name="product">The name of the engine.</param>
    /// <param name="version">The version of the engine.</param>
    /// <param name="isBuildKit">True if BuildKit builds the image.</param>
    public static string Engine(string product, string version, bool isBuildKit)
    {
        var builder =
            isBuildKit ? "BuildKit"
            : product == "Podman" ? "Buildah"
            : "the classic builder";
        return $"{product} {version}, which builds with {builder}";
    }

    public static string BaseIsPulled => "missing: a publish pulls it";

    public static string NoRecord => "none was built from this folder in this configuration";

    /// <param name="name">The name in the registry.</param>
    /// <param name="digest">The digest in the registry.</param>
    public static string PushedAs(string name, string digest) => $"pushed: {name}@{digest}";

    public static string FirstBuild => "builds the image for the first time";

    public static string ChecksRegistry => "unless the registry already has this image";

    /// <param name="property">The property.</param>
    public static string ForcedBuild(string property) => $"builds the image: {property} is 'true'";

    /// <param name="reason">The reason, as in the log of the build.</param>
    public static string Builds(string reason) => $"builds the image. {reason}";

    /// <param name="name">The name of the base image.</param>
    public static string BaseMoved(string name) => $"builds the image: base image {name} moved";

    public static string BuildsIfChanged => "builds the image only if a file or a setting has changed";
}
