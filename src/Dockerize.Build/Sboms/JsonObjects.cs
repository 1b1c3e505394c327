using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Sboms;

/// <summary>Composes JSON objects.</summary>
internal static class JsonObjects
{
    /// <summary>Adds a property, unless its value is null.</summary>
    /// <returns>The object.</returns>
    public static JObject With(this JObject json, string name, JToken? value)
    {
        if (value is not null)
            json[name] = value;
        return json;
    }

    /// <inheritdoc cref="With(JObject, string, JToken?)"/>
    public static JObject With(this JObject json, string name, string? value) =>
        json.With(name, value is null ? null : (JToken)value);
}
