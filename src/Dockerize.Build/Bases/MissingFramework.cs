using Dockerize.Build.Apps;

namespace Dockerize.Build.Bases;

/// <summary>A shared framework that an app requires and its base image does not have.</summary>
/// <param name="Required">The framework.</param>
/// <param name="Installed">
/// The frameworks in the image, such as <c>Microsoft.NETCore.App 10.0.12</c>; empty if there are none.
/// </param>
internal sealed record MissingFramework(RequiredFramework Required, IReadOnlyList<string> Installed)
{
    /// <summary>
    /// True if the image has an older patch version of the framework. A newer image of the same tag may have the
    /// required version.
    /// </summary>
    public bool IsOutdated { get; private init; }

    /// <summary>The reason why the app cannot start, for messages.</summary>
    public string Reason
    {
        get
        {
            var installed = Installed.Count > 0 ? "only " + string.Join(", ", Installed) : "no .NET runtime";
            return $"it requires {Required}, and the image has {installed}";
        }
    }

    // The .NET images set these variables since .NET 5.
    private static readonly (string Framework, string Variable)[] VersionVariables =
    [
        (RequiredFramework.NetCore, "DOTNET_VERSION"),
        (RequiredFramework.AspNetCore, "ASPNET_VERSION"),
    ];

    /// <summary>
    /// Finds the first framework that is missing. Null if the image has all frameworks, or if they are unknown because
    /// the image was not inspected or is not a .NET image.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="baseImage">The base image.</param>
    /// <param name="variables">The environment variables of the container.</param>
    public static MissingFramework? Find(
        PublishedApp app,
        BaseImage baseImage,
        IReadOnlyDictionary<string, string> variables
    )
    {
        if (baseImage.Facts is not { } facts || FindInstalled(baseImage, facts.Env) is not { } installed)
            return null;

        var rollForward =
            variables.TryGetValue("DOTNET_ROLL_FORWARD", out var value) && value.Length > 0 ? value : null;
        var missing = RuntimeConfig
            .Frameworks(app)
            .Where(required => VersionVariables.Any(known => known.Framework == required.Name))
            .FirstOrDefault(required =>
                !installed.TryGetValue(required.Name, out var version) || !required.IsMetBy(version, rollForward)
            );
        return missing is null
            ? null
            : new MissingFramework(missing, [.. installed.Select(pair => $"{pair.Key} {pair.Value}")])
            {
                IsOutdated =
                    installed.TryGetValue(missing.Name, out var old)
                    && old.Major == missing.Version.Major
                    && old.Minor == missing.Version.Minor
                    && old.CompareTo(missing.Version) < 0,
            };
    }

    private static Dictionary<string, RuntimeVersion>? FindInstalled(
        BaseImage baseImage,
        IReadOnlyDictionary<string, string> variables
    )
    {
        var installed = new Dictionary<string, RuntimeVersion>(StringComparer.Ordinal);
        foreach (var (framework, variable) in VersionVariables)
        {
            if (variables.TryGetValue(variable, out var text) && RuntimeVersion.TryParse(text) is { } version)
                installed.Add(framework, version);
        }

        return installed.Count > 0 || HasNoRuntime(baseImage, variables) ? installed : null;
    }

    // Returns true only for runtime-deps itself. Other images, including images based on runtime-deps, can have a
    // runtime without these variables.
    private static bool HasNoRuntime(BaseImage baseImage, IReadOnlyDictionary<string, string> variables) =>
        !variables.ContainsKey("DOTNET_VERSION")
        && baseImage.ParseName().Repository.EndsWith("dotnet/runtime-deps", StringComparison.Ordinal);
}
