using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Reads the JSON of an engine without reflection.</summary>
internal static class EngineJson
{
    /// <summary>Parses a JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JToken Parse(string text)
    {
        // By default the reader converts strings that look like dates, which loses their original text.
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        var value = JToken.Load(reader);
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
                throw new JsonReaderException("Unexpected text after the JSON value.");
        }

        return value;
    }

    /// <summary>The value as an object; null if it is missing, null or of another type.</summary>
    public static JObject? Object(JToken? value) => value as JObject;

    /// <summary>The value as a string; null if it is missing, null or of another type.</summary>
    public static string? Text(JToken? value) => value is JValue { Value: string text } ? text : null;

    /// <summary>The strings of an array; empty if the value is missing, null or of another type.</summary>
    public static IReadOnlyList<string> Texts(JToken? value) =>
        [.. (value as JArray ?? []).Select(Text).OfType<string>()];

    /// <summary>The value as an integer; 0 if it is missing, null or of another type.</summary>
    public static long Number(JToken? value) => value is JValue { Value: long number } ? number : 0;

    /// <summary>The value, which must be a scalar, as text; null if it is missing or null.</summary>
    /// <exception cref="JsonException">The value is an object or an array.</exception>
    public static string? RequireScalar(JToken? value) =>
        value switch
        {
            null => null,
            JValue { Value: null } => null,
            JValue scalar => Convert.ToString(scalar.Value, CultureInfo.InvariantCulture),
            _ => throw new JsonReaderException($"'{value.Path}' is not a scalar."),
        };

    /// <summary>The value, which must be an object; null if it is missing or null.</summary>
    /// <exception cref="JsonException">The value is a scalar or an array.</exception>
    public static JObject? RequireObject(JToken? value) =>
        value switch
        {
            null or JValue { Value: null } => null,
            JObject found => found,
            _ => throw new JsonReaderException($"'{value.Path}' is not an object."),
        };
}
