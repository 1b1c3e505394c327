using Dockerize.Dockerfiles;
using Dockerize.Registries;
using Newtonsoft.Json;

namespace Dockerize.Builds;

/// <summary>How to build, as far as it does not stand in the Dockerfile.</summary>
public sealed record BuildOptions
{
    /// <summary>The full path of the Dockerfile, for messages; null: it is composed, and no file of anybody's.</summary>
    internal string? DockerfilePath { get; init; }

    /// <summary>True: repeat every step, whatever the engine has of earlier builds.</summary>
    public bool NoCache { get; init; }

    /// <summary>The stage of the Dockerfile to build; null: the last.</summary>
    public string? Target { get; init; }

    /// <summary>The network of RUN instructions, such as <c>host</c> or <c>none</c>; null: the engine's default.</summary>
    public string? Network { get; init; }

    /// <summary>What the image is to run on, such as <c>linux/arm64</c>; null: what the engine runs on.</summary>
    public string? Platform { get; init; }

    /// <summary>Images whose layers count as built already.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Values of the Dockerfile's ARG instructions.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels that the image gets beside those of the Dockerfile.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>For the registries of the images that the Dockerfile starts FROM, by <c>host[:port]</c>.</summary>
    internal IReadOnlyDictionary<string, RegistryCredentials> Credentials { get; init; } = new Dictionary<string, RegistryCredentials>();

    /// <summary>What those registries are shown, which no message has.</summary>
    internal RegistrySecrets Secrets => new([.. Credentials.Values]);

    /// <summary>The parameters of the API's <c>/build</c> that both builders have; lists and maps are JSON.</summary>
    /// <param name="dockerfile">Its path in the context.</param>
    /// <param name="isPodman">
    /// Podman has a word of its own for no network, and takes every other for its default, the network of its machine; as the source of a cache it
    /// refuses images.
    /// </param>
    internal IEnumerable<(string Name, string? Value)> Query(string dockerfile, bool isPodman = false) =>
    [
        ("dockerfile", dockerfile),
        ("nocache", NoCache ? "1" : null),
        ("target", Target),
        ("networkmode", isPodman && Network == "none" ? "NetworkDisabled" : Network),
        ("platform", Platform),
        ("cachefrom", CacheFrom.Count > 0 && !isPodman ? JsonConvert.SerializeObject(CacheFrom) : null),
        ("labels", Labels.Count > 0 ? JsonConvert.SerializeObject(Labels) : null),
        ("buildargs", Arguments.Count > 0 ? JsonConvert.SerializeObject(Arguments) : null),
    ];
}
