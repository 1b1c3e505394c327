using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Files;

/// <summary>Reads JSON files of this package.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file that can be created again.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="read">The conversion of the JSON object; null if the object lacks a required value.</param>
    /// <returns>The value; null if the file does not exist or is invalid.</returns>
    public static T? ReadOrNull<T>(string path, Func<JObject, T?> read)
        where T : class
    {
        try
        {
            return File.Exists(path) ? read(JObject.Parse(RegularFile.ReadText(path))) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
