using Newtonsoft.Json;

namespace Dockerize.Registries;

/// <summary>
/// A JSON object of a configuration file, read by the rules of Go's encoding/json, which the docker CLI and Podman use.
/// Field names are case-insensitive. The last value of a repeated field is used, and repeated maps are merged. The
/// value null clears a map, and is ignored for text and Booleans. A value of another type is an error.
/// </summary>
internal sealed class ConfigObject
{
    private readonly List<(string Name, object? Value)> members = [];

    private ConfigObject() { }

    /// <summary>An object without fields.</summary>
    public static ConfigObject Empty { get; } = new();

    /// <summary>
    /// Parses the first JSON value of a text. Date strings are not converted, because a secret may look like a date.
    /// </summary>
    /// <param name="json">The text.</param>
    /// <param name="allowsMore">True if text after the value is ignored, as Go's decoder does.</param>
    /// <exception cref="JsonReaderException">
    /// The value is not an object. The message may contain parts of the text.
    /// </exception>
    public static ConfigObject Parse(string json, bool allowsMore)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        while (reader.Read() && reader.TokenType == JsonToken.Comment)
        {
            // Comments before the value.
        }

        if (reader.TokenType != JsonToken.StartObject)
            throw new JsonReaderException("The value is not an object.", "", reader.LineNumber, 0, null);

        var value = ReadObject(reader);
        while (!allowsMore && reader.Read())
        {
            // The reader throws an exception for any text except comments.
        }

        return value;
    }

    /// <summary>The value of a text field; empty if the field is missing.</summary>
    /// <param name="field">The name of the field.</param>
    /// <exception cref="FormatException">The value is not text. The message contains only the field name.</exception>
    public string Text(string field)
    {
        var text = "";
        foreach (var value in Values(field).Where(value => value is not null))
            text = value as string ?? throw WrongType(field, "a string");
        return text;
    }

    /// <summary>The value of a Boolean field; false if the field is missing.</summary>
    /// <param name="field">The name of the field.</param>
    /// <exception cref="FormatException">
    /// The value is not a Boolean. The message contains only the field name.
    /// </exception>
    public bool Boolean(string field)
    {
        var isTrue = false;
        foreach (var value in Values(field).Where(value => value is not null))
            isTrue = value as bool? ?? throw WrongType(field, "true or false");
        return isTrue;
    }

    /// <summary>The entries of a map field, in order; empty if the field is missing. Keys are case-sensitive.</summary>
    /// <param name="field">The name of the field.</param>
    /// <exception cref="FormatException">
    /// The value is not an object. The message contains only the field name.
    /// </exception>
    public IReadOnlyList<ConfigEntry> Map(string field)
    {
        var entries = new List<ConfigEntry>();
        foreach (var value in Values(field))
        {
            if (value is null)
            {
                entries.Clear();
                continue;
            }

            foreach (var member in (value as ConfigObject ?? throw WrongType(field, "an object")).members)
            {
                entries.RemoveAll(entry => entry.Key == member.Name);
                entries.Add(new ConfigEntry(field, member.Name, member.Value));
            }
        }

        return entries;
    }

    private static ConfigObject ReadObject(JsonTextReader reader)
    {
        var value = new ConfigObject();
        while (Next(reader).TokenType != JsonToken.EndObject)
        {
            var name = (string)reader.Value!;
            value.members.Add((name, ReadValue(Next(reader))));
        }

        return value;
    }

    // No field that is used contains an array or a number. The token type is stored instead of the value, so that
    // reading such a field fails with a type error.
    private static object? ReadValue(JsonTextReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonToken.StartObject:
                return ReadObject(reader);
            case JsonToken.StartArray:
                reader.Skip();
                return JsonToken.StartArray;
            case JsonToken.String or JsonToken.Boolean or JsonToken.Null:
                return reader.Value;
            default:
                return reader.TokenType;
        }
    }

    private static JsonTextReader Next(JsonTextReader reader)
    {
        do
        {
            if (!reader.Read())
                throw new JsonReaderException("The object is incomplete.", "", reader.LineNumber, 0, null);
        } while (reader.TokenType == JsonToken.Comment);
        return reader;
    }

    internal static FormatException WrongType(string field, string type) => new($"'{field}' is not {type}");

    private IEnumerable<object?> Values(string field) =>
        members
            .Where(member => string.Equals(Fold(member.Name), field, StringComparison.OrdinalIgnoreCase))
            .Select(member => member.Value);

    // Go compares field names with Unicode simple case folding, which maps the long s to s and the Kelvin sign to k.
    private static string Fold(string name) => name.Replace('\u017F', 's').Replace('\u212A', 'k');
}
