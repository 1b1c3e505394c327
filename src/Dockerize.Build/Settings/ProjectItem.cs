namespace Dockerize.Build.Settings;

/// <summary>An item of a project.</summary>
/// <param name="Type">The item type, such as <c>DockerPort</c>.</param>
/// <param name="Include">The identity of the item.</param>
/// <param name="Metadata">The metadata, including <c>FullPath</c> and <c>RecursiveDir</c>.</param>
internal sealed record ProjectItem(string Type, string Include, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The value of the metadata with a name; empty if it is not set.</summary>
    public string this[string name] => Metadata.TryGetValue(name, out var value) ? value : "";
}
