namespace Dockerize.Registries;

/// <summary>An entry of a map in a configuration file.</summary>
/// <param name="Field">The field with the map.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
internal sealed record ConfigEntry(string Field, string Key, object? Value)
{
    /// <summary>The text; empty for null.</summary>
    /// <exception cref="FormatException">The value is not a text. The message contains no value.</exception>
    public string Text => Value is null ? "" : Value as string ?? throw ConfigObject.WrongType(Name, "a text");

    /// <summary>The object; one without fields for null.</summary>
    /// <exception cref="FormatException">The value is not an object. The message contains no value.</exception>
    public ConfigObject Object =>
        Value is null ? ConfigObject.Empty : Value as ConfigObject ?? throw ConfigObject.WrongType(Name, "an object");

    private string Name => $"{Field}[{Key}]";
}
