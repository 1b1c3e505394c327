using Dockerize.Build.Advice;

namespace Dockerize.Build.Settings;

/// <summary>The settings of a project: its properties and items.</summary>
/// <param name="properties">The properties.</param>
/// <param name="items">The items.</param>
internal sealed class ProjectSettings(ProjectProperties properties, IReadOnlyList<ProjectItem> items)
{
    /// <summary>
    /// The global properties of the build: properties on the command line, and properties that a calling project
    /// passes.
    /// </summary>
    public ProjectProperties GlobalProperties { get; init; } = new([]);

    /// <summary>The properties.</summary>
    public ProjectProperties Properties => properties;

    /// <summary>The names of the properties that set the parts of the image, for messages.</summary>
    public SettingOrigins Origins =>
        new()
        {
            BaseImage = BaseImageSettings.Image.Origin(properties),
            BaseRegistry = BaseImageSettings.Registry.Origin(properties),
            BaseVariant = BaseImageSettings.Variant.Origin(properties),
            Platform =
                BaseImageSettings.Platform.Origin(properties)
                ?? PlatformFallback
                ?? BaseImageSettings.Platforms.Origin(properties),
            Dockerfile = BuildSettings.File.Origin(Resolved),
            Context = BuildSettings.Context.Origin(Resolved) ?? BuildSettings.Context.Name,
            Registry = OriginInName(ImageNameSettings.Registry),
            Repository = OriginInName(ImageNameSettings.Repository),
        };

    /// <summary>The shared frameworks that the project references.</summary>
    public IReadOnlyList<string> Frameworks => Names("FrameworkReference");

    // Before the compilation, the targets file has not resolved the fallbacks yet.
    private ProjectProperties Resolved => SettingsTable.ResolveFallbacks(properties);

    private string? PlatformFallback =>
        BaseImageSettings.Platform.Fallbacks.FirstOrDefault(fallback => properties[fallback] is not null);

    /// <summary>The value of a setting.</summary>
    /// <exception cref="DiagnosticException">The value is invalid.</exception>
    public T Get<T>(Setting<T> setting) => setting.Read(properties);

    /// <summary>
    /// The items of a type. The items of the equivalent SDK type come first, because the last item with a name is used.
    /// </summary>
    public IReadOnlyList<ProjectItem> Get(ItemSetting setting) => [.. Of(setting.SdkName), .. Of(setting.Name)];

    /// <summary>The identities of the items of a type, trimmed. Blank identities are skipped.</summary>
    public string[] Names(ItemSetting setting) => Names(setting.Name);

    /// <summary>The identities of the items of any type, trimmed. Blank identities are skipped.</summary>
    public string[] Names(string type) =>
        [.. Of(type).Select(item => item.Include.Trim()).Where(name => name.Length > 0)];

    /// <summary>A copy without the values of some settings, and without some items.</summary>
    /// <param name="unset">The settings to remove, with their fallbacks.</param>
    /// <param name="isRemoved">A function that returns true for the items to remove.</param>
    public ProjectSettings Without(IEnumerable<Setting> unset, Func<ProjectItem, bool> isRemoved) =>
        new(
            properties.With(
                unset
                    .SelectMany(setting => setting.Fallbacks.Prepend(setting.Name))
                    .Select(name => new KeyValuePair<string, string>(name, ""))
            ),
            [.. items.Where(item => !isRemoved(item))]
        )
        {
            GlobalProperties = GlobalProperties,
        };

    private string OriginInName(Setting part) =>
        ImageNameSettings.Image.Origin(properties) ?? part.Origin(Resolved) ?? part.Name;

    /// <summary>The items of any type.</summary>
    public IEnumerable<ProjectItem> Of(string? type) =>
        items.Where(item => string.Equals(item.Type, type, StringComparison.OrdinalIgnoreCase));
}
