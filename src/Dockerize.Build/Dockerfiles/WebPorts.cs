using Dockerize.Build.Advice;
using Dockerize.Build.Apps;
using Dockerize.Build.Bases;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The ports of a web app, from its known configuration. Environment variables and arguments determine the ports.
/// Settings files can only exclude ports, because the app's code can ignore them or read other files.
/// </summary>
internal sealed record WebPorts
{
    /// <summary>An instance without ports.</summary>
    public static readonly WebPorts None = new();

    private WebPorts() { }

    /// <summary>The ports that the app listens on and that are reachable from outside the container.</summary>
    public IReadOnlyList<string> Exposed { get; private init; } = [];

    /// <summary>
    /// The configuration from environment variables and arguments; null if the app does not use ASP.NET Core.
    /// </summary>
    public WebHostSettings? Configured { get; private init; }

    /// <summary>
    /// The configuration that includes settings files, if they override the addresses; null otherwise.
    /// </summary>
    public WebHostSettings? Overriding { get; private init; }

    /// <summary>True if the app is not reachable from outside the container.</summary>
    public bool IsLoopbackOnly =>
        Overriding is null && Configured is { Addresses: { Count: > 0 } addresses } && AreLoopback(addresses);

    /// <summary>Finds the ports of an app.</summary>
    public static WebPorts Find(PublishedApp app, BaseImage baseImage, ImageConfig config)
    {
        if (!app.UsesAspNetCore)
            return None;

        var variables = config.Variables(baseImage);
        string[] arguments = [.. config.Entrypoint?.Arguments ?? [], .. config.Command?.Arguments ?? []];
        var configured = WebHostSettings.Read(variables, [], arguments);
        var files = SettingsFiles(app, variables).ToList();
        var actual = files.Count > 0 ? WebHostSettings.Read(variables, files, arguments) : configured;
        var listening = Reachable(actual);
        return new WebPorts
        {
            Exposed = [.. Reachable(configured).Where(port => listening.Contains(port, StringComparer.Ordinal))],
            Configured = configured,
            Overriding = actual.Origin == configured.Origin ? null : actual,
        };
    }

    /// <summary>A log message about addresses in settings files; null if no action is required.</summary>
    /// <param name="exposed">The additional ports that the project exposes.</param>
    public string? Hint(IReadOnlyCollection<string> exposed)
    {
        if (Overriding is not { Addresses.Count: > 0 } settings)
            return null;

        var urls = settings.Addresses.Select(address => address.Url).Take(MaximumUrls);
        if (AreLoopback(settings.Addresses))
            return LogTexts.LoopbackAddresses(settings.Origin, urls);

        string[] missing =
        [
            .. Reachable(settings).Except(Exposed, StringComparer.Ordinal).Except(exposed, StringComparer.Ordinal),
        ];
        return missing.Length == 0 ? null : LogTexts.UnexposedPorts(settings.Origin, urls, missing.Take(MaximumUrls));
    }

    private const int MaximumUrls = 10;

    private static bool AreLoopback(IReadOnlyList<ListenAddress> addresses) =>
        addresses.All(address => address.IsLoopback);

    private static string[] Reachable(WebHostSettings settings) =>
        [
            .. settings
                .Addresses.Where(address => !address.IsLoopback)
                .Select(address => address.Port)
                .Distinct(StringComparer.Ordinal),
        ];

    private static IEnumerable<PublishedFile> SettingsFiles(
        PublishedApp app,
        IReadOnlyDictionary<string, string> variables
    )
    {
        var environment = Environment("DOTNET_ENVIRONMENT") ?? Environment("ASPNETCORE_ENVIRONMENT") ?? "Production";
        string[] names = ["appsettings.json", $"appsettings.{environment}.json"];
        return names.SelectMany(name => app.Files.Where(file => file.Path == name));

        string? Environment(string name) =>
            variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }
}
