namespace Dockerize.Build.Apps;

/// <summary>
/// A layer of the image of an app, named after its content. The order is that of the image: the content that changes
/// least comes first, so that a change affects the fewest layers.
/// </summary>
internal enum Layer
{
    /// <summary>The runtime of a self-contained app. It changes with the SDK.</summary>
    Runtime,

    /// <summary>NuGet packages, with the files that their targets add. They change when one is updated.</summary>
    Packages,

    /// <summary>Static web assets: files below wwwroot of the app, of a project or of a package.</summary>
    Assets,

    /// <summary>
    /// Referenced projects with their content. Every commit changes them, because it is part of the version of each
    /// assembly.
    /// </summary>
    Projects,

    /// <summary>The app, and files that publishing creates. It changes with every build.</summary>
    App,
}
