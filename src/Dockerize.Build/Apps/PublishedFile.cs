namespace Dockerize.Build.Apps;

/// <summary>A published file.</summary>
/// <param name="Source">The full path.</param>
/// <param name="Path">The path below the publish folder, with slashes: <c>wwwroot/css/site.css</c>.</param>
/// <param name="Layer">The layer, derived from the origin of the file by <see cref="LayerRules"/>.</param>
internal sealed record PublishedFile(string Source, string Path, Layer Layer);
