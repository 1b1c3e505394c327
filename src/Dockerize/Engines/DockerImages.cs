using System.Globalization;
using System.Reflection;

namespace Dockerize;

/// <summary>Builds and pushes images in one call each. Any number of calls can run at once.</summary>
public static class DockerImages
{
    /// <summary>What an image says that was built here: <c>build.dockerize.version</c>, the version of this library.</summary>
    public static IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string>
    {
        ["build.dockerize.version"] = typeof(DockerImages).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
    };

    /// <summary>Builds an image from a folder with a Dockerfile.</summary>
    /// <param name="context">The folder; what its <c>.dockerignore</c> excludes is not sent.</param>
    /// <param name="dockerfile">The Dockerfile, relative to the folder, or its full path.</param>
    /// <param name="tag">The name of the image, with or without a tag; null: it has none but its id.</param>
    /// <param name="pull">Whether to ask the registries of base images for newer ones; else only for those that the engine does not have.</param>
    /// <param name="platform">What the image is to run on, such as <c>linux/arm64</c>; null: what the engine runs on.</param>
    /// <param name="options">How to build beyond that: build arguments, labels, the network, a stage.</param>
    /// <param name="engine">The engine that builds; null: the one that the environment names, or the usual one.</param>
    /// <param name="progress">Gets lines as they arrive; null: they go nowhere.</param>
    /// <param name="cancellationToken">Ends the build in the engine too.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <exception cref="ArgumentException">No context is named.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such Dockerfile.</exception>
    /// <exception cref="ImageBuildException">The image was not built; what had its tag still has it.</exception>
    /// <exception cref="DockerizeException">
    /// DKZ1003: the tag, or an image that the Dockerfile starts FROM, is no reference; DKZ2001: no engine answers; DKZ2003: the connection broke; DKZ2005, DKZ2006: a file
    /// of the context; DKZ2007: a base image cannot be had; DKZ2018: the image is not for that platform; DKZ3004, DKZ3010: the credentials for a pull cannot be read.
    /// </exception>
    public static Task<string> BuildAsync(
        string context,
        string dockerfile = "Dockerfile",
        string? tag = null,
        bool pull = false,
        string? platform = null,
        BuildOptions? options = null,
        DockerEngine? engine = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(context))
            throw new ArgumentException("A folder to build from is wanted, and this is empty.", nameof(context));
        var folder = Path.GetFullPath(context);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The context '{folder}' does not exist. Correct its path.");
        var path = Path.GetFullPath(Path.Combine(folder, dockerfile));
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no Dockerfile '{path}'. Correct its path, which is relative to the context.", path);

        var file = Dockerfile.Load(path);
        var files = ContextDirectory.Read(folder, path, cancellationToken: cancellationToken);
        options ??= new BuildOptions();
        return BuildAsync(
            file,
            BuildContext.Create(file.Text, files, path, cancellationToken),
            options with { DockerfilePath = path, Platform = platform ?? options.Platform },
            tag,
            pull,
            engine,
            progress,
            cancellationToken);
    }

    /// <summary>
    /// Pushes an image of the engine's to a registry, with the credentials that <see cref="CredentialSources"/> finds. What the engine had under that name it
    /// has again afterwards; the image itself stays, with the name if that is the only one it has, since an engine deletes an image with its last name.
    /// </summary>
    /// <param name="image">An image id, or a name that the engine knows.</param>
    /// <param name="registry"><c>host[:port]</c>, or its address with <c>http://</c> or <c>https://</c>.</param>
    /// <param name="name">The repository below the registry, such as <c>team/shop</c>.</param>
    /// <param name="tag">The tag; null or empty: the moment of the push, so that every push has its own.</param>
    /// <param name="engine">The engine that has the image; null: the one that the environment names, or the usual one.</param>
    /// <param name="progress">Gets lines as they arrive; null: they go nowhere.</param>
    /// <param name="cancellationToken">Ends the push in the engine too.</param>
    /// <returns>The whole name, <c>host:port/name:tag</c>.</returns>
    /// <exception cref="ImagePushException">The image was not pushed.</exception>
    /// <exception cref="DockerizeException">
    /// DKZ1003: registry, name and tag do not make a reference; DKZ1026: the registry is none; DKZ2001: no engine answers; DKZ2003: the connection broke; DKZ2004: the engine
    /// does not have the image; DKZ3004, DKZ3010: the credentials cannot be read.
    /// </exception>
    public static async Task<string> PushAsync(
        string image,
        string registry,
        string name,
        string? tag = null,
        DockerEngine? engine = null,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var moment = DateTime.UtcNow.ToString("yyyy-MM-dd't'HH-mm-ss-ffffff", CultureInfo.InvariantCulture);
        var reference = ImageReference.Parse($"{ImageTags.RegistryAt(registry)}/{name}").WithTag(string.IsNullOrWhiteSpace(tag) ? moment : tag!.Trim());
        var own = engine is null ? await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false) : null;
        using (own)
        {
            var host = engine ?? own!;
            var before = await host.InspectAsync(reference.Familiar, cancellationToken).ConfigureAwait(false);
            await host.TagAsync(image, reference, cancellationToken).ConfigureAwait(false);
            try
            {
                var credentials = await CredentialSources.For(reference, isPushed: true).FindAsync(reference, cancellationToken).ConfigureAwait(false);
                await new ImagePush(host).PushAsync(reference, credentials, [], progress, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
            {
                await TryRestoreAsync(host, reference, before).ConfigureAwait(false);
                throw;
            }

            await RestoreAsync(host, reference, before, cancellationToken).ConfigureAwait(false);
        }

        return reference.Familiar;
    }

    /// <summary>The build that both an <see cref="ImageBuilder"/> and a folder come to.</summary>
    internal static async Task<string> BuildAsync(
        Dockerfile dockerfile,
        BuildContext context,
        BuildOptions options,
        string? tag,
        bool pull,
        DockerEngine? engine,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken)
    {
        ImageReference[] names = string.IsNullOrWhiteSpace(tag) ? [] : [ImageReference.Parse(tag!.Trim())];
        var labels = Labels.Concat(options.Labels.Where(label => !Labels.ContainsKey(label.Key))).ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);
        var own = engine is null ? await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false) : null;
        using (own)
        {
            var host = engine ?? own!;
            var build = new ImageBuild(host, ImageBuilders.Choose(host, null, dockerfile, context, isGenerated: false))
            {
                Pull = pull ? PullPolicy.Always : PullPolicy.IfMissing,
                Credentials = CredentialSources.ForBase(SourceImage.Base(dockerfile, options)),
            };
            return (await build.RunAsync(dockerfile, context, options with { Labels = labels }, names, progress, cancellationToken).ConfigureAwait(false)).Id;
        }
    }

    private static async Task TryRestoreAsync(DockerEngine engine, ImageReference name, ImageFacts? before)
    {
        using var patience = new CancellationTokenSource(GracePeriod.Length);
        try
        {
            await RestoreAsync(engine, name, before, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // What failed before says why: an engine that is gone has no names to put right.
        }
    }

    private static async Task RestoreAsync(DockerEngine engine, ImageReference name, ImageFacts? before, CancellationToken cancellationToken)
    {
        if (before is not null)
            await engine.TagAsync(before.Id, name, cancellationToken).ConfigureAwait(false);
        else if (await engine.InspectAsync(name.Familiar, cancellationToken).ConfigureAwait(false) is { Tags.Count: > 1 })
            await engine.RemoveNameAsync(name, cancellationToken).ConfigureAwait(false);
    }
}
