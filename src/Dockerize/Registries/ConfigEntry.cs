namespace Dockerize.Registries;

/// <summary>An entry of a map in a configuration file.</summary>
/// <param name="Field">The name of the field that contains the map.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigEntry(string Field, string Key, object? Value)
{
    /// <summary>The value as text; empty if the value is null.</summary>
    /// <exception cref="FormatException">The value is not text. The message does not contain the value.</exception>
    public string Text => Value is null ? "" : Value as string ?? throw ConfigObject.WrongType(Name, "a string");

    /// <summary>The value as an object; an object without fields if the value is null.</summary>
    /// <exception cref="FormatException">
    /// The value is not an object. The message does not contain the value.
    /// </exception>
    public ConfigObject Object =>
        Value is null ? ConfigObject.Empty : Value as ConfigObject ?? throw ConfigObject.WrongType(Name, "an object");

    private string Name => $"{Field}[{Key}]";
}
