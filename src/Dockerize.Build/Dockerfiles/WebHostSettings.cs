using System.Text.RegularExpressions;
using Dockerize.Build.Apps;
using Dockerize.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The ASP.NET Core configuration that determines the addresses of a web app, such as the keys <c>urls</c> and
/// <c>Kestrel:Endpoints:NAME:Url</c>. Later sources override earlier ones, as with <c>WebApplication.CreateBuilder</c>.
/// </summary>
internal sealed class WebHostSettings
{
    private const int MaximumSize = 16 * 1024 * 1024;

    // The prefixes of the environment variables that configure the host, in the order in which they are read.
    private static readonly string[] HostPrefixes = ["ASPNETCORE_", "DOTNET_"];

    // The command-line options that set addresses in ASP.NET Core. Other arguments are ignored.
    private static readonly Regex Option = new(
        @"\A(?:--|/)(?<key>urls|http_ports|https_ports)(?:=(?<value>.*))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline
    );

    private static readonly Regex EndpointUrl = new(
        @"\AKestrel:Endpoints:(?<name>[^:]+):Url\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private readonly Dictionary<string, (string Value, string Origin)> settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The origin of the addresses, for messages: <c>ASPNETCORE_URLS</c>, <c>Urls in appsettings.json</c>; empty if no
    /// addresses are set.
    /// </summary>
    public string Origin { get; private set; } = "";

    /// <summary>The addresses that the app listens on.</summary>
    public IReadOnlyList<ListenAddress> Addresses { get; private set; } = [];

    /// <summary>Reads the configuration of a container.</summary>
    /// <param name="variables">The environment variables of the container.</param>
    /// <param name="files">The settings files of the app, in order. Later files override earlier ones.</param>
    /// <param name="arguments">The command-line arguments.</param>
    public static WebHostSettings Read(
        IReadOnlyDictionary<string, string> variables,
        IEnumerable<PublishedFile> files,
        IReadOnlyList<string> arguments
    )
    {
        var read = new WebHostSettings();
        foreach (var prefix in HostPrefixes)
            read.AddVariables(variables, prefix);
        foreach (var file in files)
            read.AddFile(file);
        read.AddVariables(variables, prefix: "");
        read.AddArguments(arguments);
        read.Resolve();
        return read;
    }

    private void AddVariables(IReadOnlyDictionary<string, string> variables, string prefix)
    {
        foreach (var pair in variables.Where(pair => pair.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            settings[pair.Key.Substring(prefix.Length).Replace("__", ":")] = (pair.Value, pair.Key);
    }

    private void AddFile(PublishedFile file)
    {
        JObject root;
        try
        {
            root = JObject.Parse(
                FileErrors.Translate(file.Source, () => RegularFile.ReadText(file.Source, MaximumSize))
            );
        }
        catch (JsonException)
        {
            // The app reports the error when it starts.
            return;
        }

        foreach (var value in root.Descendants().OfType<JValue>().Where(value => value.Value is not null))
        {
            var names = value.Ancestors().OfType<JProperty>().Reverse().Select(property => property.Name);
            var key = string.Join(":", names);
            var name = EndpointUrl.IsMatch(key) ? "Kestrel:Endpoints" : key;
            settings[key] = ($"{value.Value}", $"{name} in {file.Path}");
        }
    }

    private void AddArguments(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var match = Option.Match(arguments[index]);
            var value = match.Groups["value"];
            if (!match.Success || (!value.Success && index + 1 == arguments.Count))
                continue;

            var key = match.Groups["key"].Value;
            settings[key] = (value.Success ? value.Value : arguments[index + 1], "--" + key);
        }
    }

    // Kestrel endpoints override URLs, and URLs override ports.
    private void Resolve()
    {
        var endpoints = settings.Where(pair => EndpointUrl.IsMatch(pair.Key) && pair.Value.Value.Length > 0).ToList();
        if (endpoints.Count > 0 && !PrefersHostingUrls())
        {
            var origins = endpoints.Select(pair => pair.Value.Origin).Distinct(StringComparer.Ordinal);
            Set(string.Join(", ", origins), endpoints.Select(pair => pair.Value.Value));
            return;
        }

        if (Find("urls") is { } urls)
        {
            Set(urls.Origin, urls.Value.Split(';'));
            return;
        }

        var (http, https) = (Find("http_ports"), Find("https_ports"));
        string[] names = [.. new[] { http?.Origin, https?.Origin }.OfType<string>()];
        Set(string.Join(", ", names), Expand("http", http?.Value).Concat(Expand("https", https?.Value)));
    }

    private bool PrefersHostingUrls() =>
        Find("preferHostingUrls") is { } prefers
        && (prefers.Value == "1" || string.Equals(prefers.Value, "true", StringComparison.OrdinalIgnoreCase));

    private (string Value, string Origin)? Find(string key) =>
        settings.TryGetValue(key, out var setting) && setting.Value.Length > 0 ? setting : null;

    private void Set(string origin, IEnumerable<string> urls)
    {
        Origin = origin;
        Addresses = [.. urls.Select(ListenAddress.TryParse).OfType<ListenAddress>()];
    }

    private static IEnumerable<string> Expand(string scheme, string? ports) =>
        (ports ?? "")
            .Split(';')
            .Where(port => !string.IsNullOrWhiteSpace(port))
            .Select(port => $"{scheme}://*:{port.Trim()}");
}
