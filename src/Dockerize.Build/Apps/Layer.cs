namespace Dockerize.Build.Apps;

/// <summary>
/// A layer of an app's image, named by what it holds, in the order in which they are laid: from what rarely changes to what always does,
/// so that a change sends the least. The name in lower case is the layer's folder in the build context.
/// </summary>
internal enum Layer
{
    /// <summary>The runtime of a self-contained app: changes with the SDK.</summary>
    Runtime,

    /// <summary>NuGet packages: change when one is updated.</summary>
    Packages,

    /// <summary>Static web assets.</summary>
    Assets,

    /// <summary>Referenced projects: a commit alone changes them all, since it is part of each assembly's version.</summary>
    Projects,

    /// <summary>The app itself: changes with every build.</summary>
    App,
}

/// <summary>The folders of layers.</summary>
internal static class LayerFolders
{
    /// <summary>The layer's folder in the build context.</summary>
    public static string Folder(this Layer layer) => layer.ToString().ToLowerInvariant();
}
