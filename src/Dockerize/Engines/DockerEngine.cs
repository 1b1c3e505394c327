using System.Diagnostics.CodeAnalysis;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Dockerize.Engines.Endpoints;
using Dockerize.Images;
using Dockerize.Registries;
using Dockerize.Reporting;
using Newtonsoft.Json.Linq;

namespace Dockerize.Engines;

/// <summary>
/// A Docker engine that answers. No version of its API is asked for: the engine then speaks its own, and both old and new ones have all that
/// is used here. Safe for use from several threads.
/// </summary>
public sealed class DockerEngine : IDisposable
{
    /// <summary>How long an engine may be silent, unless somebody says otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    private DockerEngine(EngineConnection connection, EngineInfo traits)
    {
        Connection = connection;
        Traits = traits;
    }

    /// <summary>Where it listens.</summary>
    public EngineEndpoint Endpoint => Connection.Endpoint;

    /// <summary>What it said of itself.</summary>
    public EngineInfo Traits { get; }

    internal EngineConnection Connection { get; }

    private DockerClient Client => Connection.Client;

    /// <summary>The first engine that answers.</summary>
    /// <param name="host">The address that the project names; null or empty: what the environment names, else the usual places.</param>
    /// <param name="context">The docker context that the project names, in place of an address; <c>default</c>: none, whatever the environment says.</param>
    /// <param name="timeout">How long it may be silent; null: <see cref="DefaultTimeout"/>, and 10 seconds when it is asked whether it is there.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DockerizeException">
    /// DKZ2001: none answers, with every place that was tried; DKZ2002: an address is none; DKZ2010: a context cannot be used; DKZ2011: a
    /// certificate cannot be read.
    /// </exception>
    public static async Task<DockerEngine> ConnectAsync(string? host = null, string? context = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await ConnectSelectedAsync(new EndpointSelection(host, context), timeout, cancellationToken).ConfigureAwait(false);

    /// <summary>Connects to the first engine that answers.</summary>
    internal static async Task<DockerEngine> ConnectSelectedAsync(EndpointSelection selection, TimeSpan? timeout, CancellationToken cancellationToken) =>
        await FirstAsync(EngineEndpoint.Candidates(selection, Environment.GetEnvironmentVariable), timeout, cancellationToken).ConfigureAwait(false);

    /// <summary>The same, in one of some places, which are tried in their order.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The engine that answers keeps its connection.")]
    internal static async Task<DockerEngine> FirstAsync(IEnumerable<EngineEndpoint> places, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        foreach (var endpoint in places)
        {
            // The error of a socket that is not there would read `Cannot assign requested address`.
            if (endpoint.Uri.Scheme == "unix" && !File.Exists(endpoint.Uri.LocalPath))
            {
                tried.Add($"{endpoint} ({endpoint.Origin}): no such socket");
                continue;
            }

            var connection = new EngineConnection(endpoint, timeout);
            EngineInfo? traits = null;
            try
            {
                (traits, var failure) = await connection.PingAsync(cancellationToken).ConfigureAwait(false);
                if (traits is not null)
                    return new DockerEngine(connection, traits);
                tried.Add($"{endpoint} ({endpoint.Origin}): {failure}");
            }
            finally
            {
                // Also when the search was ended: behind it there may be a process.
                if (traits is null)
                    connection.Dispose();
            }
        }

        throw new EngineUnavailableException(tried);
    }

    /// <summary>Its version.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke, or what it says is no version; DKZ2004: the engine refused.</exception>
    public async Task<EngineVersion> GetVersionAsync(CancellationToken cancellationToken = default)
    {
        var answer = await Connection.GetAsync<JObject>("version", cancellationToken: cancellationToken).ConfigureAwait(false);
        return EngineVersion.TryParse((string?)(answer?["Version"] as JValue), out var version) ? version : throw EngineConnectionException.NotAnEngine(Endpoint);
    }

    /// <summary>What the engine says of an image; null if it does not have it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    public async Task<ImageInspection?> InspectAsync(string image, CancellationToken cancellationToken = default)
    {
        var answer = await Connection.GetAsync<JObject>($"images/{image}/json", cancellationToken: cancellationToken).ConfigureAwait(false);
        var facts = answer is null ? null : ImageInspection.Read(answer);
        return facts is not { Id.Length: 0 } ? facts : throw EngineConnectionException.NotAnEngine(Endpoint);
    }

    /// <summary>What instructions an image came from, newest first, as the engine remembers; empty if it does not have the image.</summary>
    internal async Task<JArray> GetHistoryAsync(string image, CancellationToken cancellationToken) =>
        await Connection.GetAsync<JArray>($"images/{image}/history", cancellationToken: cancellationToken).ConfigureAwait(false) ?? [];

    /// <summary>Looks which of some files an image has, without running anything in it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="paths">Absolute paths; a link counts as what it is called.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>Those that it has.</returns>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    internal async Task<IReadOnlyList<string>> FindFilesAsync(string image, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // A container that is never started; it needs a command all the same. Without an answer to its creation nobody would know its id.
        using var grace = new GracePeriod(cancellationToken);
        var parameters = new CreateContainerParameters { Image = image, Entrypoint = ["none"] };
        var container = await Connection.CallAsync(() => Client.Containers.CreateContainerAsync(parameters, CancellationToken.None), cancellationToken: grace.Token).ConfigureAwait(false);
        if (string.IsNullOrEmpty(container.ID))
            throw EngineConnectionException.NotAnEngine(Endpoint);
        try
        {
            var found = new List<string>();
            foreach (var path in paths)
            {
                if (await HasFileAsync(container.ID, path, cancellationToken).ConfigureAwait(false))
                    found.Add(path);
            }

            return found;
        }
        finally
        {
            // Also when the look was ended: the container must not stay.
            var removal = new ContainerRemoveParameters { Force = true, RemoveVolumes = true };
            await Connection.CallAsync(() => Client.Containers.RemoveContainerAsync(container.ID, removal, CancellationToken.None), cancellationToken: grace.Token).ConfigureAwait(false);
        }
    }

    /// <summary>What the engine says of an image that a build starts FROM, once it has it.</summary>
    /// <param name="image">A reference; with neither tag nor digest its <c>latest</c>.</param>
    /// <param name="sources">Where to look for credentials if it has to be pulled.</param>
    /// <param name="policy">When to ask the registry.</param>
    /// <param name="platform">What it has to run on, such as <c>linux/arm64</c>; null: the engine's own, or what is there.</param>
    /// <param name="progress">Gets lines of a pull as they arrive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DockerizeException">
    /// DKZ2007: the image cannot be had; DKZ2018: not for that platform; DKZ2003: the connection broke; DKZ3004, DKZ3010: the credentials for a pull cannot be read.
    /// </exception>
    public async Task<ImageInspection> EnsureImageAsync(
        ImageReference image,
        CredentialSources sources,
        PullPolicy policy = PullPolicy.IfMissing,
        string? platform = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var facts = policy == PullPolicy.Always ? null : await InspectAsync(image.Familiar, cancellationToken).ConfigureAwait(false);
        if (facts is null && policy == PullPolicy.Never)
            throw new ImageUnavailableException(image);
        if (facts is null || (policy != PullPolicy.Never && !facts.RunsOn(platform)))
        {
            var credentials = await sources.FindAsync(image, cancellationToken).ConfigureAwait(false);
            progress?.Report(new(ProgressImportance.Low, credentials.ToString()));
            facts = await PullAsync(image, credentials, platform, progress, cancellationToken).ConfigureAwait(false);
        }

        return facts.RunsOn(platform) ? facts : throw new PlatformMismatchException(image, $"{facts.Os}/{facts.Architecture}", platform!);
    }

    /// <summary>Has the engine pull an image, and inspects it.</summary>
    /// <param name="image">A reference with a tag or a digest; with neither, its <c>latest</c>.</param>
    /// <param name="credentials">What was found for its registry; null: anonymous.</param>
    /// <param name="platform">Which of an image for several, such as <c>linux/arm64</c>; null: the engine's own.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the pull.</param>
    /// <exception cref="DockerizeException">DKZ2007: the image cannot be had; DKZ2003: the connection broke.</exception>
    public async Task<ImageInspection> PullAsync(
        ImageReference image,
        CredentialLookup? credentials = null,
        string? platform = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        progress?.Report(new(ProgressImportance.High, $"Pulling {image}"));
        var secrets = new RegistrySecrets(credentials?.Credentials);
        var transfer = new TransferProgress(progress, secrets);
        await Connection.PostAsync(
            "images/create",
            [("fromImage", image.FamiliarName), ("tag", image.Digest?.ToString() ?? image.Tag ?? "latest"), ("platform", platform)],
            [("X-Registry-Auth", RegistryHeaders.Auth(image.Registry, credentials?.Credentials))],
            body: null,
            transfer,
            message => new ImageUnavailableException(image, secrets.Hide(message), credentials),
            cancellationToken).ConfigureAwait(false);
        if (transfer.Error is { } error)
            throw new ImageUnavailableException(image, error, credentials);
        return await InspectAsync(image.Familiar, cancellationToken).ConfigureAwait(false)
            ?? throw new ImageUnavailableException(image, "the engine does not have it after the pull", credentials);
    }

    /// <summary>Gives an image one more name, taking that name from the image that had it.</summary>
    /// <param name="image">A reference or an image id.</param>
    /// <param name="name">The name; without a tag it means <c>latest</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    public Task TagAsync(string image, ImageReference name, CancellationToken cancellationToken = default)
    {
        var parameters = new ImageTagParameters { RepositoryName = name.FamiliarName, Tag = name.Tag ?? "latest" };
        return Connection.CallAsync(() => Client.Images.TagImageAsync(image, parameters, cancellationToken), cancellationToken: cancellationToken);
    }

    /// <summary>Takes one of its names from an image. With its last name the engine deletes the image.</summary>
    /// <param name="name">The name; without a tag it means <c>latest</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="DockerizeException">DKZ2003: the connection broke; DKZ2004: the engine refused.</exception>
    internal Task RemoveNameAsync(ImageReference name, CancellationToken cancellationToken)
    {
        var parameters = new ImageDeleteParameters { NoPrune = true };
        return Connection.CallAsync(() => Client.Images.DeleteImageAsync(name.Familiar, parameters, cancellationToken), cancellationToken: cancellationToken);
    }

    /// <summary>Has the engine push an image to the registry that its reference names, and ask that registry afterwards what it has.</summary>
    /// <param name="image">A reference with a tag.</param>
    /// <param name="credentials">What was found for its registry; null: anonymous.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the push.</param>
    /// <returns>The digest under which the registry has it, <c>sha256:…</c>.</returns>
    /// <exception cref="ImagePushException">
    /// DKZ3002: the push failed; DKZ3003: it ended without a digest; DKZ3005: the registry has something else under that name.
    /// </exception>
    /// <exception cref="DockerizeException">DKZ2003: the connection to the engine broke; DKZ2013: it stopped answering.</exception>
    public Task<string> PushAsync(
        ImageReference image, CredentialLookup? credentials = null, IProgress<ProgressMessage>? progress = null, CancellationToken cancellationToken = default) =>
        PushAsync(image, credentials, [], progress, cancellationToken);

    /// <summary>The same, of whose layers something is known, to call them by more than an id.</summary>
    internal async Task<string> PushAsync(
        ImageReference image, CredentialLookup? credentials, IReadOnlyList<ImageLayer> layers, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new(ProgressImportance.High, $"Pushing {image}"));
        var secrets = new RegistrySecrets(credentials?.Credentials);
        var transfer = new TransferProgress(progress, secrets, layers);
        await Connection.PostAsync(
            $"images/{image.FamiliarName}/push",
            [("tag", image.Tag ?? "latest")],
            [("X-Registry-Auth", RegistryHeaders.Auth(image.Registry, credentials?.Credentials))],
            body: null,
            transfer,
            message => ImagePushException.Refused(image, secrets.Hide(message), credentials),
            cancellationToken).ConfigureAwait(false);

        // The engine reports errors of a push inside the stream, and ends it without one when its own connection breaks.
        if (transfer.Error is { } error)
            throw ImagePushException.Refused(image, error, credentials);
        var digest = transfer.Digest ?? throw ImagePushException.NoDigest(image);
        await VerifyAsync(image, digest, credentials, progress, cancellationToken).ConfigureAwait(false);
        progress?.Report(new(ProgressImportance.High, $"Pushed {image}{transfer.Summary}"));
        return digest;
    }

    /// <summary>False for Podman, which has no <c>GET /distribution</c>.</summary>
    internal bool CanAskRegistries => !Traits.IsPodman;

    /// <summary>Has the engine ask a registry for the digest of a name.</summary>
    /// <returns>Null if the registry has nothing of that name.</returns>
    /// <exception cref="ImagePushException">DKZ3002: the registry does not say.</exception>
    /// <exception cref="DockerizeException">DKZ2003: the connection to the engine broke; DKZ2013: it stopped answering.</exception>
    internal async Task<string?> FindDigestAsync(ImageReference image, CredentialLookup? credentials, CancellationToken cancellationToken)
    {
        var secrets = new RegistrySecrets(credentials?.Credentials);
        try
        {
            var answer = await Connection.GetAsync<JObject>(
                $"distribution/{image.FamiliarName}:{image.Tag ?? "latest"}/json",
                [("X-Registry-Auth", RegistryHeaders.Auth(image.Registry, credentials?.Credentials))],
                message => ImagePushException.Refused(image, secrets.Hide(message), credentials),
                cancellationToken).ConfigureAwait(false);
            return ((answer?["Descriptor"] as JObject)?["digest"] as JValue)?.Value as string;
        }
        catch (EngineTimeoutException exception)
        {
            // It is the registry that the engine waits for.
            throw ImagePushException.RegistryTimeout(image, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();

    // Who may push need not be allowed to pull: then the digest of the push has to do, with which the registry has confirmed it.
    private async Task VerifyAsync(ImageReference image, string digest, CredentialLookup? credentials, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        if (!CanAskRegistries)
            return;
        string? found;
        try
        {
            found = await FindDigestAsync(image, credentials, cancellationToken).ConfigureAwait(false);
        }
        catch (ImagePushException exception)
        {
            progress?.Report(new(ProgressImportance.High, $"The registry does not say what it has as {image} now: {exception.EngineMessage}"));
            return;
        }

        if (found != digest)
            throw ImagePushException.DigestMismatch(image, digest, found);
    }

    private Task<bool> HasFileAsync(string container, string path, CancellationToken cancellationToken) => Connection.CallAsync(async () =>
    {
        try
        {
            await Client.Containers.GetArchiveFromContainerAsync(container, new GetArchiveFromContainerParameters { Path = path }, statOnly: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DockerApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }, cancellationToken: cancellationToken);
}
