namespace Dockerize.Build.Apps;

/// <summary>
/// A layer of the image of an app, named after its content. The order is that of the layers in the image. The content
/// that changes least often comes first, so that a change affects the fewest layers.
/// </summary>
internal enum Layer
{
    /// <summary>The runtime of a self-contained app. It changes when the SDK changes.</summary>
    Runtime,

    /// <summary>
    /// NuGet packages, and the files that their targets add. The layer changes when a package is updated.
    /// </summary>
    Packages,

    /// <summary>
    /// Static web assets (files below wwwroot of the app, of a project or of a package), and content of the app other
    /// than settings. The layer changes when one of these files is edited.
    /// </summary>
    Assets,

    /// <summary>
    /// Referenced projects and their content. The layer changes with every commit, because the version of each assembly
    /// contains the commit id.
    /// </summary>
    Projects,

    /// <summary>The app, and the files that the publish creates. The layer changes with every build.</summary>
    App,
}
