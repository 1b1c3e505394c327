using Dockerize.Build.Advice;
using Dockerize.Build.Settings;
using Dockerize.Build.Tags;
using Dockerize.Builds;
using Dockerize.Engines;

namespace Dockerize.Build;

/// <summary>
/// The export of an app's image: the settings for it, and the warnings if the engine cannot apply them.
/// </summary>
/// <param name="settings">The settings of the project.</param>
/// <param name="reporter">The receiver of messages and warnings.</param>
internal sealed class AppExport(ProjectSettings settings, Reporter reporter)
{
    private string? FormatOrigin => ExportSettings.Format.Origin(settings.Properties);

    /// <summary>Adds the settings to the build options.</summary>
    /// <exception cref="DiagnosticException">A setting is invalid.</exception>
    public BuildOptions AddTo(BuildOptions options)
    {
        var (format, annotations) = (settings.Get(ExportSettings.Format), ImageAnnotations.OfManifest(settings));
        var compression = settings.Get(ExportSettings.Compression);
        if (format == ImageFormat.Docker && annotations.Count > 0)
            throw new DiagnosticException(SettingDiagnostics.ConflictingFormat(FormatOrigin!, "annotations"));
        // BuildKit would use the OCI format.
        if (format == ImageFormat.Docker && compression == LayerCompression.Zstd)
            throw new DiagnosticException(SettingDiagnostics.ConflictingFormat(FormatOrigin!, "zstd layers"));

        return options with
        {
            SourceDateEpoch = settings.Properties[ExportSettings.SourceDateEpoch] is { } epoch
                ? TagValues.TimeOf(epoch)
                : null,
            Compression = compression,
            Format = format,
            Annotations = annotations,
        };
    }

    /// <summary>
    /// Removes the options that the builder of an engine cannot apply, and reports a warning for each of them.
    /// </summary>
    /// <param name="api">The engine that builds.</param>
    /// <param name="builder">The builder of the engine.</param>
    /// <param name="options">The build options.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    public async Task<BuildOptions> ResolveAsync(
        EngineApi api,
        IEngineBuilder builder,
        BuildOptions options,
        CancellationToken cancellationToken
    )
    {
        var export = await ImageExport.ResolveAsync(api, builder, options, cancellationToken).ConfigureAwait(false);
        foreach (var option in export.Unsupported)
        {
            var (setting, limit) = (SettingOf(option, options), export.Limit.GetValueOrDefault());
            var isSdkSetting = option == ExportOption.Format && FormatOrigin != ExportSettings.Format.Name;
            reporter.Warn(
                isSdkSetting
                    ? ExportDiagnostics.UnsupportedSdkSetting(setting, limit)
                    : ExportDiagnostics.Unsupported(setting, limit)
            );
        }

        return export.Options;
    }

    /// <summary>Reports a warning if annotations are only for an index, which the image does not have.</summary>
    public void WarnOfIndexAnnotations()
    {
        if (ImageAnnotations.OnlyForIndex(settings) is [_, ..] names)
            reporter.Warn(ExportDiagnostics.NoIndex(names));
    }

    // The property with its value, or the item type with the items.
    private string SettingOf(ExportOption option, BuildOptions options) =>
        option switch
        {
            ExportOption.Compression => PropertyOf(ExportSettings.Compression),
            ExportOption.Format => PropertyOf(ExportSettings.Format),
            _ => ItemNames.Format(ItemSettings.Annotation, options.Annotations.Keys),
        };

    private string PropertyOf(Setting setting) =>
        $"{setting.Origin(settings.Properties)}={settings.Properties[setting.Name]?.Trim()}";
}
