using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>JSON of an engine, read without reflection.</summary>
internal static class EngineJson
{
    /// <summary>Parses a JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JToken Parse(string text)
    {
        // By default a string that looks like a date becomes one, and its text is lost.
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        var value = JToken.Load(reader);
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
                throw new JsonReaderException("There is text behind the JSON value.");
        }

        return value;
    }

    /// <summary>The object that is a value; null if the value is missing, null or something else.</summary>
    public static JObject? Object(JToken? value) => value as JObject;

    /// <summary>The text of a string value; null if the value is missing, null or something else.</summary>
    public static string? Text(JToken? value) => value is JValue { Value: string text } ? text : null;

    /// <summary>The texts of an array of strings; empty if the value is missing, null or something else.</summary>
    public static IReadOnlyList<string> Texts(JToken? value) =>
        [.. (value as JArray ?? []).Select(Text).OfType<string>()];

    /// <summary>The number that is a value; 0 if the value is missing, null or something else.</summary>
    public static long Number(JToken? value) => value is JValue { Value: long number } ? number : 0;

    /// <summary>The text of a value that must be a scalar or missing.</summary>
    /// <exception cref="JsonException">The value is an object or an array.</exception>
    public static string? RequireScalar(JToken? value) =>
        value switch
        {
            null => null,
            JValue { Value: null } => null,
            JValue scalar => Convert.ToString(scalar.Value, CultureInfo.InvariantCulture),
            _ => throw new JsonReaderException($"'{value.Path}' is not a scalar."),
        };

    /// <summary>The object that a value must be, or missing.</summary>
    /// <exception cref="JsonException">The value is a scalar or an array.</exception>
    public static JObject? RequireObject(JToken? value) =>
        value switch
        {
            null or JValue { Value: null } => null,
            JObject found => found,
            _ => throw new JsonReaderException($"'{value.Path}' is not an object."),
        };
}
