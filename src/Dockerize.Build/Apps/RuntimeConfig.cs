using Dockerize.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Apps;

/// <summary>The shared frameworks that an app requires to start.</summary>
internal static class RuntimeConfig
{
    /// <summary>
    /// The frameworks in the <c>runtimeconfig.json</c> of an app; without that file, as in a single-file app, those of
    /// the project. Empty for a self-contained app.
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
            // The .NET host names the error when the app starts.
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

    // rollForwardOnNoCandidateFx precedes rollForward, since .NET Core 3.0.
    private static string? RollForward(JToken options) =>
        Text(options["rollForward"])
        ?? Text(options["rollForwardOnNoCandidateFx"]) switch
        {
            "0" => "LatestPatch",
            "2" => "Major",
            _ => null,
        };

    private static string? Text(JToken? token) => token is JValue { Value: not null } ? token.ToString() : null;

    // Label 0 precedes all prereleases, because an app of a prerelease SDK requires a prerelease.
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
