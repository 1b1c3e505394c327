using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Settings;
using Dockerize.Build.Tags;
using Dockerize.Images;
using Dockerize.Registries;

namespace Dockerize.Build;

/// <summary>Resolves the names of a project's image.</summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="project">The project.</param>
/// <param name="reporter">The receiver of warnings.</param>
internal sealed class ImageNames(ProjectSettings settings, ProjectInfo project, Reporter reporter)
{
    /// <summary>Resolves the references of the image, one for each tag.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1003, DKZ1004, DKZ1026 to DKZ1029, DKZ1031, DKZ1033: a name is invalid. DKZ3001: the image is pushed and has
    /// no registry.
    /// </exception>
    public IReadOnlyList<ImageReference> Resolve()
    {
        var references = Resolve(Values());
        if (!settings.Get(PublishSettings.Push))
            return references;

        ImageTags.RequireRegistry(references);
        CredentialSources.For(references[0], isPushed: true).RequireWholePairs();
        return references;
    }

    /// <summary>
    /// Checks the names before the compilation, with example values for tokens. Targets of the project can still set
    /// other names and values later.
    /// </summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1003, DKZ1004, DKZ1026 to DKZ1029: a name is invalid.
    /// </exception>
    public void Check() => Resolve(TagValues.Examples);

    private IReadOnlyList<ImageReference> Resolve(TagValues values)
    {
        var parts = new ImageNameParts
        {
            Image = settings.Get(ImageNameSettings.Image),
            Registry = settings.Get(ImageNameSettings.Registry),
            Repository = Repository(),
            Tags = settings.Get(ImageNameSettings.Tags),
            Values = values,
            RegistryOrigin = Origin(ImageNameSettings.Registry),
            RepositoryOrigin = Origin(ImageNameSettings.Repository),
            TagsOrigin = Origin(ImageNameSettings.Tags),
        };
        return ImageTags.Resolve(parts, reporter.Warnings);
    }

    /// <summary>Reserves the names and the build record for this project.</summary>
    /// <exception cref="DiagnosticException">
    /// DKZ1030, DKZ1034: another project of this build uses the same name or build record.
    /// </exception>
    public void Claim(IEnumerable<ImageReference> references, string recordPath, BuildClaims claims)
    {
        foreach (var reference in references)
        {
            if (claims(reference.Canonical) is { } other)
            {
                throw new DiagnosticException(
                    other == project.File
                        ? ImageNameDiagnostics.DuplicateOfTwoTargets(reference)
                        : ImageNameDiagnostics.DuplicateOfTwoProjects(reference, other)
                );
            }
        }

        if (claims(recordPath) is { } writer)
        {
            throw new DiagnosticException(
                writer == project.File
                    ? ProjectDiagnostics.MetadataOfTwoTargets(recordPath)
                    : ProjectDiagnostics.MetadataOfTwoProjects(recordPath, writer)
            );
        }
    }

    /// <summary>Reserves the file that the image is saved to for this project.</summary>
    /// <exception cref="DiagnosticException">DKZ1034: another project of this build writes the same file.</exception>
    public void ClaimArchive(string path, BuildClaims claims)
    {
        var isCaseSensitive = PublishDirectory.PathComparer.Equals(StringComparer.Ordinal);
        if (claims("archive " + (isCaseSensitive ? path : path.ToUpperInvariant())) is not { } other)
            return;

        var origin = Origin(PublishSettings.Archive);
        var isFolder = path != project.Resolve(settings.Get(PublishSettings.Archive)!);
        throw new DiagnosticException(
            other == project.File
                ? ProjectDiagnostics.ArchiveOfTwoTargets(path, origin)
                : ProjectDiagnostics.ArchiveOfTwoProjects(path, origin, isFolder, other)
        );
    }

    private string Origin(Setting setting) => setting.Origin(settings.Properties) ?? setting.Name;

    private string? Repository()
    {
        var image = settings.Get(ImageNameSettings.Image);
        var repository = settings.Get(ImageNameSettings.Repository);
        var prefix = settings.Get(ImageNameSettings.RepositoryPrefix);
        if (image is not null)
        {
            return prefix is null
                ? repository
                : throw new DiagnosticException(
                    ImageNameDiagnostics.PrefixWithImage(prefix, ImageReference.HideCredentials(image))
                );
        }

        var name = repository ?? ImageTags.NormalizeRepository(project.AssemblyName);
        if (string.IsNullOrEmpty(prefix))
            return name;

        // Without a registry, a first part such as example.com would be parsed as the registry.
        if (
            settings.Get(ImageNameSettings.Registry) is null
            && ImageReference.Parse(prefix + "/x").Registry is var registry
            && registry != ImageReference.DockerHub
        )
        {
            throw new DiagnosticException(ImageNameDiagnostics.RegistryInPrefix(prefix!, registry));
        }

        return $"{prefix}/{name.Trim().TrimStart('/')}";
    }

    private TagValues Values() =>
        new()
        {
            Version = project.Version,
            Revision = settings.Properties["SourceRevisionId"],
            Branch = settings.Properties["SourceBranchName"],
            Configuration = settings.Properties["Configuration"],
            Time = TagValues.TimeOf(settings.Properties["SOURCE_DATE_EPOCH"]),
            Directory = project.Directory,
            Variable = Environment.GetEnvironmentVariable,
        };
}
