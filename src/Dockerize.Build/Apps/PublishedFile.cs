namespace Dockerize.Build.Apps;

/// <summary>Where a published file comes from, which says how often it changes.</summary>
internal enum PublishedFileOrigin
{
    /// <summary>The app itself, and what publishing wrote on its own.</summary>
    App,

    /// <summary>The runtime of a self-contained app.</summary>
    Runtime,

    /// <summary>A NuGet package.</summary>
    Package,

    /// <summary>A static web asset: a file below wwwroot of the app, of a project or of a package.</summary>
    StaticWebAsset,

    /// <summary>A referenced project.</summary>
    Project,
}

/// <summary>One published file.</summary>
/// <param name="Source">Its full path.</param>
/// <param name="Path">Its path below the publish folder, with slashes: <c>wwwroot/css/site.css</c>.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record PublishedFile(string Source, string Path, PublishedFileOrigin Origin);
