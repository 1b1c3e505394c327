using Dockerize.Build.Advice;
using Dockerize.Strings;

namespace Dockerize.Build.Settings;

/// <summary>
/// Finds properties, items and metadata that have no effect because their names only resemble those of settings.
/// </summary>
internal static class SimilarNames
{
    private const string Prefix = "Docker";

    private const int LargestLimit = 2;

    // The prefixes of property names that Visual Studio's container tools use.
    private static readonly string[] ForeignPrefixes =
    [
        "DockerPublish",
        "DockerDefault",
        "DockerDebuggee",
        "DockerCompose",
        "DockerLaunch",
        "DockerService",
        "DockerFastMode",
        "DockerDevelopment",
        "DockerLabelBuilt",
        "DockerImageLabel",
        "DockerTargetOS",
    ];

    /// <summary>Finds the warnings for a project (DKZ1041).</summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="written">The names of the properties in the project file.</param>
    /// <param name="environment">
    /// The names of the environment variables, which MSBuild also reads as properties.
    /// </param>
    public static IEnumerable<Diagnostic> Find(
        ProjectSettings settings,
        IEnumerable<string> written,
        IEnumerable<string> environment
    )
    {
        var variables = new HashSet<string>(environment, StringComparer.OrdinalIgnoreCase);
        return FindProperties(settings, written, variables)
            .Concat(FindUnusedForms(settings, variables))
            .Concat(FindItems(settings))
            .Concat(FindMetadata(settings));
    }

    /// <summary>True if the name belongs to another product and is not a misspelling.</summary>
    private static bool IsForeign(string name) =>
        ForeignPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || (name.Length > "Dockerfile".Length && name.StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Diagnostic> FindProperties(
        ProjectSettings settings,
        IEnumerable<string> written,
        HashSet<string> variables
    )
    {
        var names = settings.GlobalProperties.Names.Concat(settings.Properties.Names).Union(written, Comparer);
        foreach (var name in names)
        {
            var isGlobal = settings.GlobalProperties[name] is not null;
            if (IsPrivate(name) || IsKnown(name) || IsForeign(name) || (!isGlobal && variables.Contains(name)))
                continue;

            var property = FindSetting(name);
            if (property is not null && IsPartOf(settings, name, property))
                continue;
            if (property is not null && (isGlobal || !IsSet(settings, property)))
                yield return SettingDiagnostics.UnknownProperty(name, property.Name);
            else if (property is null && FindItem(name) is { } item)
                yield return SettingDiagnostics.ItemAsProperty(name, item.Name);
        }
    }

    // The singular of a setting, such as DockerTag, is a fallback. It has no effect if the setting has another value.
    private static IEnumerable<Diagnostic> FindUnusedForms(ProjectSettings settings, HashSet<string> variables) =>
        from setting in SettingsTable.Properties
        from form in setting.Fallbacks
        where
            form.StartsWith(Prefix, StringComparison.Ordinal)
            && !IsForeign(form)
            && (settings.GlobalProperties[form] is not null || !variables.Contains(form))
            && ValueOf(settings, form) is not null
            && !IsPartOf(settings, form, setting)
        select SettingDiagnostics.UnusedForm(
            form,
            settings.Properties[setting.Name] is null ? ImageNameSettings.Image.Name : setting.Name
        );

    private static IEnumerable<Diagnostic> FindItems(ProjectSettings settings) =>
        from setting in ItemSettings.All
        from name in setting.SimilarNames
        where settings.Of(name).Any()
        select SettingDiagnostics.UnknownItem(name, setting.Name);

    private static IEnumerable<Diagnostic> FindMetadata(ProjectSettings settings)
    {
        foreach (var setting in ItemSettings.All)
        {
            var names = settings.Of(setting.Name).SelectMany(item => item.Metadata.Keys).Distinct(Comparer);
            foreach (var name in names.Where(name => !setting.MetadataNames.Contains(name, Comparer)))
            {
                if (setting.SimilarMetadata.FirstOrDefault(pair => Comparer.Equals(pair.Name, name)).Meant is { } meant)
                    yield return SettingDiagnostics.UnknownMetadata(name, setting.Name, meant);
                else if (Closest(name, setting.MetadataNames, shared: 0) is { } closest)
                    yield return SettingDiagnostics.UnknownMetadata(name, setting.Name, closest);
            }
        }
    }

    private static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    // By convention, MSBuild files begin the names of their internal properties with an underscore.
    private static bool IsPrivate(string name) => name.StartsWith("_", StringComparison.Ordinal);

    private static bool IsKnown(string name) =>
        SettingsTable.Properties.Any(setting =>
            Comparer.Equals(setting.Name, name) || setting.Fallbacks.Contains(name, Comparer)
        );

    private static string? ValueOf(ProjectSettings settings, string name) =>
        settings.GlobalProperties[name] ?? settings.Properties[name];

    // A project may define its own property and use it in a setting, for example $(DockerTag) in DockerTags or
    // DockerImage.
    private static bool IsPartOf(ProjectSettings settings, string name, Setting setting) =>
        ValueOf(settings, name)?.Trim() is { Length: > 0 } value
        && !bool.TryParse(value, out _)
        && new[] { setting.Name, ImageNameSettings.Image.Name, BaseImageSettings.Image.Name, "RuntimeIdentifier" }.Any(
            composed => settings.Properties[composed]?.Contains(value) == true
        );

    private static bool IsSet(ProjectSettings settings, Setting setting) =>
        settings.Properties[setting.Name] is { } value && value != setting.DefaultValue;

    private static Setting? FindSetting(string name)
    {
        if (
            SettingsTable.Properties.FirstOrDefault(setting => setting.SimilarNames.Contains(name, Comparer)) is
            { } similar
        )
            return similar;
        if (FindExactItem(name) is not null)
            return null;

        var closest = Closest(name, SettingsTable.Properties.Select(setting => setting.Name), Prefix.Length);
        return SettingsTable.Properties.FirstOrDefault(setting => setting.Name == closest);
    }

    private static ItemSetting? FindItem(string name) =>
        FindExactItem(name)
        ?? ItemSettings.All.FirstOrDefault(setting =>
            setting.Name == Closest(name, ItemSettings.All.Select(item => item.Name), Prefix.Length)
        );

    private static ItemSetting? FindExactItem(string name) =>
        ItemSettings.All.FirstOrDefault(setting =>
            Comparer.Equals(setting.Name, name) || setting.SimilarNames.Contains(name, Comparer)
        );

    // Returns the closest name if its edit distance is within the limit, or null. The limit depends on the length
    // without the shared prefix.
    private static string? Closest(string name, IEnumerable<string> candidates, int shared)
    {
        var singular = Singular(name);
        return candidates
            .Select(candidate => (Name: candidate, Singular: Singular(candidate)))
            // The distance is at least the difference of the lengths.
            .Where(candidate => Math.Abs(candidate.Singular.Length - singular.Length) <= LargestLimit)
            .Select(candidate => (candidate.Name, Distance: EditDistance.Between(singular, candidate.Singular)))
            .Where(candidate => candidate.Distance <= Limit(candidate.Name.Length - shared))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static int Limit(int length) =>
        length switch
        {
            <= 3 => 0,
            <= 5 => 1,
            _ => LargestLimit,
        };

    private static string Singular(string name)
    {
        var lower = name.ToLowerInvariant();
        if (lower.EndsWith("ies", StringComparison.Ordinal))
            return lower.Substring(0, lower.Length - 3) + "y";

        return lower.EndsWith("s", StringComparison.Ordinal) ? lower.Substring(0, lower.Length - 1) : lower;
    }
}
