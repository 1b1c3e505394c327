namespace Dockerize.Build.Dockerfiles;

/// <summary>A folder in a stage of a Dockerfile, which other stages copy from.</summary>
/// <param name="Name">The name of the stage.</param>
/// <param name="Path">The absolute path of the folder, which ends with a slash.</param>
internal sealed record StageFolder(string Name, string Path);
