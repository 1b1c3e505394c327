using Dockerize.Build.Apps;

namespace Dockerize.Build.Bases;

/// <summary>A shared framework that an app requires and that its base image does not have.</summary>
/// <param name="Required">The framework.</param>
/// <param name="Installed">
/// The frameworks in the image, such as <c>Microsoft.NETCore.App 10.0.12</c>; empty if it has none.
/// </param>
internal sealed record MissingFramework(RequiredFramework Required, IReadOnlyList<string> Installed)
{
    /// <summary>True if a newer image of the same tag has the framework: only the patch is too old.</summary>
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

    // The images of .NET 5 and later set these variables.
    private static readonly (string Framework, string Variable)[] VersionVariables =
    [
        (RequiredFramework.NetCore, "DOTNET_VERSION"),
        (RequiredFramework.AspNetCore, "ASPNET_VERSION"),
    ];

    /// <summary>
    /// The first framework that is missing; null if the image has all of them, or if its frameworks are not known: it
    /// was not inspected, or no image of .NET.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="baseImage">The inspected base image.</param>
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

    // Other images can have a runtime without these variables, also those that are based on runtime-deps.
    private static bool HasNoRuntime(BaseImage baseImage, IReadOnlyDictionary<string, string> variables) =>
        !variables.ContainsKey("DOTNET_VERSION")
        && baseImage.ParseName().Repository.EndsWith("dotnet/runtime-deps", StringComparison.Ordinal);
}
