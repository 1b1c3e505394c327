using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>Platforms in query parameters of the engine API.</summary>
internal static class PlatformQuery
{
    /// <summary>
    /// The platform in JSON, as the specification of image indexes describes it; null if there is none.
    /// </summary>
    public static string? ToJson(Platform? platform)
    {
        if (platform is not { } selected)
            return null;

        var fields = new JObject { ["os"] = selected.Os, ["architecture"] = selected.Architecture };
        if (selected.Variant is { } variant)
            fields["variant"] = variant;
        return fields.ToString(Formatting.None);
    }
}
