namespace Dockerize.Build;

/// <summary>Reserves something for one project of a build: the name of an image, a file.</summary>
/// <param name="resource">The resource, in a form that is the same in every project.</param>
/// <returns>The full path of the project that has it already; null if it is now this project's.</returns>
internal delegate string? BuildClaims(string resource);
