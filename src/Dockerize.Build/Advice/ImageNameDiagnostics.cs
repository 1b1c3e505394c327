using Dockerize.Images;
using Dockerize.Strings;

namespace Dockerize.Build.Advice;

/// <summary>Errors of the name of an image: registry, repository, and conflicts of names.</summary>
internal static class ImageNameDiagnostics
{
    private const string GeneratedImages = "@(GeneratedDockerImage)";

    public static Diagnostic Invalid(InvalidReferenceException error, string property) =>
        new("DKZ1003", $"Invalid image name '{error.Text}': {PlainText.Clause(error.Reason)}. Correct {property}.");

    public static Diagnostic InvalidCacheImage(InvalidReferenceException error) =>
        new(
            "DKZ1003",
            $"Invalid image name '{error.Text}' in DockerBuildCacheFrom: {PlainText.Clause(error.Reason)}. "
                + "Correct the item."
        );

    /// <summary>The error for a name that a target of the project added to the images to push.</summary>
    public static Diagnostic InvalidInPush(InvalidReferenceException error) =>
        new(
            "DKZ1003",
            $"Invalid image name '{error.Text}' in {GeneratedImages}: {PlainText.Clause(error.Reason)}. "
                + "Correct the target that adds the item."
        );

    public static Diagnostic InvalidAssemblyName(string name) =>
        new(
            "DKZ1003",
            $"Could not derive a repository from assembly name '{name}': it contains no letter a to z and no digit. "
                + "Set DockerRepository."
        );

    public static Diagnostic TagInRepository(string text, string property) =>
        new("DKZ1003", $"Invalid repository '{text}' in {property}: it contains a tag. Specify the tag in DockerTags.");

    public static Diagnostic DigestInRepository(string text, string property) =>
        new(
            "DKZ1003",
            $"Invalid repository '{text}' in {property}: it contains a digest, which is known only "
                + "after the push. Remove the digest."
        );

    public static Diagnostic DigestInImage(string text) =>
        new(
            "DKZ1004",
            $"Invalid image name '{text}' in DockerImage: it contains a digest, which is known only after the push. "
                + "Specify a tag instead."
        );

    public static Diagnostic DigestInPush(ImageReference name) =>
        new(
            "DKZ1047",
            $"Invalid image name '{name}' in {GeneratedImages}: it contains a digest, which is known only after "
                + "the push. Specify a tag instead."
        );

    public static Diagnostic RegistryInPrefix(string prefix, string registry) =>
        new(
            "DKZ1011",
            $"Invalid value '{prefix}' of DockerRepositoryPrefix: '{registry}' is a registry. "
                + "Specify the registry in DockerRegistry, and the path below it in DockerRepositoryPrefix."
        );

    public static Diagnostic InvalidRegistry(string text, string reason, string property) =>
        new("DKZ1026", $"Invalid registry '{text}' in {property}: {PlainText.Clause(reason)}. Correct {property}.");

    public static Diagnostic Contradiction(string image, IReadOnlyCollection<(string Property, string Value)> others) =>
        new(
            "DKZ1028",
            $"Conflicting image names: DockerImage is '{image}', and "
                + $"{string.Join(" and ", others.Select(other => $"{other.Property} is '{other.Value}'"))}. "
                + $"Remove DockerImage, or remove {string.Join(" and ", others.Select(other => other.Property))}."
        );

    public static Diagnostic PrefixWithImage(string prefix, string image) =>
        new(
            "DKZ1028",
            $"Conflicting image names: DockerRepositoryPrefix is '{prefix}', and DockerImage is '{image}'. "
                + "Set DockerRepository instead of DockerImage."
        );

    public static Diagnostic DuplicateOfTwoProjects(ImageReference name, string other) =>
        new(
            "DKZ1030",
            $"Conflicting image name {name}: '{other}' builds an image of the same name in this build. "
                + "Set a different DockerRepository in each project file."
        );

    /// <summary>The error for a project that is published for several frameworks or platforms in one build.</summary>
    public static Diagnostic DuplicateOfTwoTargets(ImageReference name) =>
        new(
            "DKZ1030",
            $"Conflicting image name {name}: this project is published for several frameworks or platforms in this "
                + "build. Set different DockerTags for each."
        );
}
