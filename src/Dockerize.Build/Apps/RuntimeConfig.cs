using Dockerize.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Apps;

/// <summary>Reads the shared frameworks that an app requires to start.</summary>
internal static class RuntimeConfig
{
    /// <summary>
    /// The frameworks in the <c>runtimeconfig.json</c> of an app. Without that file, for example in a single-file app,
    /// they are derived from the project. Empty for a self-contained app.
    /// </summary>
    public static IReadOnlyList<RequiredFramework> Frameworks(PublishedApp app)
    {
        if (app.IsSelfContained)
            return [];

        var path = app.AssemblyName + ".runtimeconfig.json";
        var file = app.Files.FirstOrDefault(file => file.Path == path);
        return (file is null ? null : Read(file.Source)) ?? OfProject(app);
    }

    private static RequiredFramework[]? Read(string path)
    {
        JToken? options;
        try
        {
            options = JObject.Parse(FileErrors.Translate(path, () => RegularFile.ReadText(path)))["runtimeOptions"];
        }
        catch (JsonException)
        {
            // The .NET host reports the error when the app starts.
            return null;
        }

        if (options is not JObject)
            return null;

        JToken?[] items = options["frameworks"] is JArray frameworks ? [.. frameworks] : [options["framework"]];
        return [.. items.OfType<JObject>().Select(item => Framework(item, options)).OfType<RequiredFramework>()];
    }

    private static RequiredFramework? Framework(JObject item, JToken options) =>
        Text(item["name"]) is { } name && RuntimeVersion.TryParse(Text(item["version"])) is { } version
            ? new RequiredFramework(name, version) { RollForward = RollForward(item) ?? RollForward(options) }
            : null;

    // rollForward replaces rollForwardOnNoCandidateFx since .NET Core 3.0.
    private static string? RollForward(JToken options) =>
        Text(options["rollForward"])
        ?? Text(options["rollForwardOnNoCandidateFx"]) switch
        {
            "0" => "LatestPatch",
            "2" => "Major",
            _ => null,
        };

    private static string? Text(JToken? token) => token is JValue { Value: not null } ? token.ToString() : null;

    // The label "0" sorts before all prereleases. An app that was built with a prerelease SDK also runs on a prerelease
    // runtime.
    private static RequiredFramework[] OfProject(PublishedApp app)
    {
        if (RuntimeVersion.TryParse(app.FrameworkVersion + ".0-0") is not { } version)
            return [];

        string[] names = app.UsesAspNetCore
            ? [RequiredFramework.NetCore, RequiredFramework.AspNetCore]
            : [RequiredFramework.NetCore];
        return [.. names.Select(name => new RequiredFramework(name, version) { RollForward = app.RollForward })];
    }
}
