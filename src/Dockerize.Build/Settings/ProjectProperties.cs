namespace Dockerize.Build.Settings;

/// <summary>The properties of a project, by their MSBuild names.</summary>
/// <param name="values">
/// The names and values. Names are case-insensitive, as in MSBuild. The last value of a name is used.
/// </param>
internal sealed class ProjectProperties(IEnumerable<KeyValuePair<string, string>> values)
{
    private readonly Dictionary<string, string> values = values
        .GroupBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the properties.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>The value of a property, not trimmed; null if it is not set or blank.</summary>
    public string? this[string name] =>
        values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>Returns a copy of the properties in which some values are replaced or added.</summary>
    public ProjectProperties With(IEnumerable<KeyValuePair<string, string>> others) => new(values.Concat(others));

    /// <summary>True if the condition <c>'$(name)' == 'true'</c> is true in MSBuild.</summary>
    public bool IsTrue(string name) => MSBuildBoolean.Parse(this[name]) == true;

    /// <summary>True if the condition <c>'$(name)' == 'false'</c> is true in MSBuild.</summary>
    public bool IsFalse(string name) => MSBuildBoolean.Parse(this[name]) == false;
}
