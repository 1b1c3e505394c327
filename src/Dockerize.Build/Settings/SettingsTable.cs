namespace Dockerize.Build.Settings;

/// <summary>All settings, in the sections and the order of the documentation.</summary>
internal static class SettingsTable
{
    /// <summary>The sections: a heading and the properties below it.</summary>
    public static IReadOnlyList<(string Heading, IReadOnlyList<Setting> Settings)> Sections { get; } =
    [
        ("Image creation", PublishSettings.All),
        ("Name", ImageNameSettings.All),
        ("Base image", BaseImageSettings.All),
        ("Image configuration", ImageConfigSettings.All),
        ("Build", [.. BuildSettings.All, .. ExportSettings.All, .. SmokeTestSettings.All]),
        ("SBOM", SbomSettings.All),
        ("Engine", EngineSettings.All),
    ];

    /// <summary>All properties.</summary>
    public static IEnumerable<Setting> Properties => Sections.SelectMany(section => section.Settings);

    /// <summary>
    /// Resolves the fallbacks of the settings that are checked before the compilation. The targets file applies the
    /// same rules, but only after the compilation.
    /// </summary>
    /// <param name="properties">The properties, including the fallbacks.</param>
    public static ProjectProperties ResolveFallbacks(ProjectProperties properties)
    {
        // If the whole reference is set, the fallbacks of the other settings for the name are ignored.
        var names = properties[ImageNameSettings.Image.Name] is null ? ImageNameSettings.All : [];
        IEnumerable<Setting> files =
        [
            BuildSettings.File,
            BuildSettings.Context,
            PublishSettings.Archive,
            BaseImageSettings.Platforms,
        ];
        var fallbacks =
            from setting in names.Concat(files)
            where properties[setting.Name] is null
            let value = setting
                .Fallbacks.Select(fallback => properties[fallback])
                .FirstOrDefault(text => text is not null)
            where value is not null
            select new KeyValuePair<string, string>(setting.Name, value);
        return properties.With(fallbacks);
    }

    /// <summary>
    /// The names of the properties and items that are set but have no effect with the user's own Dockerfile.
    /// </summary>
    /// <param name="settings">The settings of the project.</param>
    /// <param name="usesPublishedContext">True if the build context consists of the published files.</param>
    public static IEnumerable<string> IgnoredWithOwnDockerfile(ProjectSettings settings, bool usesPublishedContext)
    {
        var properties = Properties
            .Where(setting => IsIgnored(setting.OwnDockerfile))
            .Select(setting => setting.Origin(settings.Properties))
            .OfType<string>();
        var items = ItemSettings
            .All.Where(setting => IsIgnored(setting.OwnDockerfile))
            .SelectMany(settings.Get)
            .Select(item => item.Type)
            .Distinct(StringComparer.Ordinal);
        return properties.Concat(items);

        bool IsIgnored(OwnDockerfileUse use) =>
            use == OwnDockerfileUse.Ignored
            || (use == OwnDockerfileUse.AppliesToPublishedContext && !usesPublishedContext);
    }
}
