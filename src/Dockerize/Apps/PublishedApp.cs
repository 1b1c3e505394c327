namespace Dockerize;

/// <summary>The facts about an app that <c>dotnet publish</c> has put into a folder, as far as an image of it depends on them.</summary>
public sealed record PublishedApp
{
    /// <summary>The assembly's name without extension: <c>Shop</c>.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The version in the target framework's name: <c>10.0</c> for net10.0.</summary>
    public required string FrameworkVersion { get; init; }

    /// <summary>True if the app runs on the shared framework Microsoft.AspNetCore.App.</summary>
    public bool UsesAspNetCore { get; init; }

    /// <summary>True if the app brings its own runtime, or none because it is compiled ahead of time.</summary>
    public bool IsSelfContained { get; init; }

    /// <summary>The runtime identifier it was published for, such as <c>linux-musl-x64</c>; null for a portable app.</summary>
    public string? RuntimeIdentifier { get; init; }

    /// <summary>What was published, sorted by <see cref="PublishedFile.Path"/> in ordinal order.</summary>
    public required IReadOnlyList<PublishedFile> Files { get; init; }

    /// <summary>The command that starts the app in an image that has it in a folder.</summary>
    /// <param name="directory">The folder in the image: <c>/app</c>.</param>
    public IReadOnlyList<string> Entrypoint(string directory)
    {
        var path = $"{directory.TrimEnd('/')}/{AssemblyName}";
        // A single-file app that needs the shared framework has no assembly of its own in the folder.
        return !IsSelfContained && Files.Any(file => file.Path == AssemblyName + ".dll") ? ["dotnet", path + ".dll"] : [path];
    }
}
