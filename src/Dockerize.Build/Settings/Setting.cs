namespace Dockerize.Build.Settings;

/// <summary>
/// A property of a project: its name, fallbacks, default, parser and documentation. The tables in docs/properties.md,
/// the header of the targets file, the fallbacks in the targets file and the warning DKZ1021 are generated from these
/// descriptions or checked against them.
/// </summary>
/// <param name="name">The name of the MSBuild property.</param>
internal abstract class Setting(string name)
{
    /// <summary>The name of the MSBuild property.</summary>
    public string Name => name;

    /// <summary>The properties, items and variables that apply if the property is not set, in order.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>Names that are mistaken for that of the property. A warning (DKZ1041) names the property.</summary>
    public IReadOnlyList<string> SimilarNames { get; init; } = [];

    /// <summary>The default, in Markdown; empty if there is none.</summary>
    public string Default { get; init; } = "";

    /// <summary>
    /// The value that the targets file sets if neither the property nor a fallback is set; empty: the property stays
    /// empty.
    /// </summary>
    public string DefaultValue { get; init; } = "";

    /// <summary>The meaning, in Markdown.</summary>
    public required string Summary { get; init; }

    /// <summary>The property that has the value; null if the setting has none.</summary>
    /// <param name="properties">The properties of the project, in which fallbacks are resolved.</param>
    public string? Origin(ProjectProperties properties) =>
        properties[name] is { } value
            ? Fallbacks.FirstOrDefault(fallback => properties[fallback]?.Trim() == value.Trim()) ?? name
            : null;

    /// <summary>The effect with the user's own Dockerfile.</summary>
    public OwnDockerfileUse OwnDockerfile { get; init; }
}

/// <inheritdoc cref="Setting"/>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="name">The name of the MSBuild property.</param>
/// <param name="parse">Parses the value; gets the name for messages, and null if the property is empty.</param>
internal sealed class Setting<T>(string name, Func<string, string?, T> parse) : Setting(name)
{
    /// <summary>The value of a project.</summary>
    /// <exception cref="Advice.DiagnosticException">The value is invalid.</exception>
    public T Read(ProjectProperties properties) => parse(Name, properties[Name]);
}
