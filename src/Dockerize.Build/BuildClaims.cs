namespace Dockerize.Build;

/// <summary>Reserves a resource, such as an image name or a file, for one project of a build.</summary>
/// <param name="resource">The key of the resource, which must be the same in every project.</param>
/// <returns>
/// The full path of the project that has already reserved the resource; null if it is now reserved for this project.
/// </returns>
internal delegate string? BuildClaims(string resource);
