namespace Dockerize.Build.Settings;

/// <summary>
/// A property of a project: its name, fallbacks, default, parser and documentation. The tables in docs/properties.md
/// and the header of the targets file are generated from these definitions. The fallbacks in the targets file are
/// checked against them, and the warning DKZ1021 uses them.
/// </summary>
/// <param name="name">The name of the MSBuild property.</param>
internal abstract class Setting(string name)
{
    /// <summary>The name of the MSBuild property.</summary>
    public string Name => name;

    /// <summary>
    /// The properties, items and environment variables that are used if the property is not set, in order.
    /// </summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>
    /// Names that users may confuse with the name of the property. If one is used, a warning (DKZ1041) suggests the
    /// property.
    /// </summary>
    public IReadOnlyList<string> SimilarNames { get; init; } = [];

    /// <summary>The documentation of the default, in Markdown; empty if there is none.</summary>
    public string Default { get; init; } = "";

    /// <summary>
    /// The value that the targets file sets if neither the property nor a fallback is set; empty if it sets none.
    /// </summary>
    public string DefaultValue { get; init; } = "";

    /// <summary>The documentation of the property, in Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Finds the name of the property or fallback that the value comes from; null if the setting has no value.
    /// </summary>
    /// <param name="properties">The properties of the project, with resolved fallbacks.</param>
    public string? Origin(ProjectProperties properties) =>
        properties[name] is { } value
            ? Fallbacks.FirstOrDefault(fallback => properties[fallback]?.Trim() == value.Trim()) ?? name
            : null;

    /// <summary>The effect on a build of the user's own Dockerfile.</summary>
    public OwnDockerfileUse OwnDockerfile { get; init; }
}

/// <inheritdoc cref="Setting"/>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="name">The name of the MSBuild property.</param>
/// <param name="parse">
/// The parser of the value. The arguments are the property with the value, for messages, and the value, which is null
/// if the property is empty.
/// </param>
internal sealed class Setting<T>(string name, Func<string, string?, T> parse) : Setting(name)
{
    /// <summary>Reads the value from the properties of a project.</summary>
    /// <exception cref="Advice.DiagnosticException">The value is invalid.</exception>
    public T Read(ProjectProperties properties) => parse(Origin(properties) ?? Name, properties[Name]);
}
