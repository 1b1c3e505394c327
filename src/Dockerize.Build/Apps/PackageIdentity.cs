namespace Dockerize.Build.Apps;

/// <summary>The identity of a NuGet package.</summary>
/// <param name="Id">The id: <c>Newtonsoft.Json</c>.</param>
/// <param name="Version">The normalized version: <c>13.0.3</c>.</param>
internal sealed record PackageIdentity(string Id, string Version)
{
    /// <summary>The id and the version in lower case. NuGet ignores the case of both.</summary>
    public string Key => $"{Id}/{Version}".ToLowerInvariant();
}
