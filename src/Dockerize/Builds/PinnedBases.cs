using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;

namespace Dockerize.Builds;

/// <summary>
/// Adds the digests of base images to FROM. With containerd's image store, BuildKit queries the registry for a tag,
/// although the engine has the image. The build would fail without the registry, and its base image could be another
/// one than that of the up-to-date check.
/// </summary>
internal static class PinnedBases
{
    // FROM with its flags, and the operand on the same line. A line that is continued inside the operand or before it
    // does not match: the operand would end with the escape character.
    private static readonly Regex Operand = new(
        @"(?<=\A\s*FROM\s+(?:--\S+\s+)*)[^\s-]\S*(?<![\\`])(?=\s|\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>The text of a Dockerfile with digests.</summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="definition">The inputs of the build.</param>
    /// <param name="bases">The base images by key.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <returns>The text; null if the Dockerfile is used unchanged.</returns>
    public static async Task<string?> PinAsync(
        EngineApi api,
        BuildDefinition definition,
        IReadOnlyDictionary<string, ImageInspection> bases,
        CancellationToken cancellationToken
    )
    {
        var pinned = Pin(definition.Dockerfile, definition.Options, bases);
        return pinned is not null && await ImageStore.IsContainerdAsync(api, cancellationToken).ConfigureAwait(false)
            ? pinned
            : null;
    }

    /// <summary>The text of a Dockerfile with the digests of the images that come from a registry.</summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options.</param>
    /// <param name="bases">The base images by key.</param>
    /// <returns>The text; null if no image has a digest.</returns>
    internal static string? Pin(
        Dockerfile dockerfile,
        BuildOptions options,
        IReadOnlyDictionary<string, ImageInspection> bases
    )
    {
        var lines = dockerfile.Text.Split('\n');
        var isChanged = false;
        foreach (var stage in BuildStage.FromDockerfile(dockerfile, options).Where(stage => stage.Base is null))
        {
            var source = stage.From;
            if (!bases.TryGetValue(BaseImages.KeyOf(source, options), out var image))
                continue;

            string[] digests = [.. image.DigestsIn(ImageReference.Parse(source.Name)).Select(digest => $"{digest}")];
            var line = lines[source.Line - 1];
            if (source.Name.Contains('@') || digests.Length == 0 || !Operand.IsMatch(line))
                continue;

            lines[source.Line - 1] = Operand.Replace(line, _ => $"{source.Name}@{digests[0]}");
            isChanged = true;
        }

        return isChanged ? string.Join("\n", lines) : null;
    }
}
