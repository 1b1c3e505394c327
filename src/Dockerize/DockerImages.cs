using System.Globalization;
using System.Reflection;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Pushes;
using Dockerize.Registries;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>Builds and pushes images in one call each. Any number of calls can run at once.</summary>
public static class DockerImages
{
    private const int TicksPerMicrosecond = 10;

    // Whoever pushes something else under the same name at the same time would push this.
    private static readonly KeyedLock Names = new();

    // An engine deletes an image with its last name: two who each see the other's name must not both take theirs away.
    private static readonly KeyedLock Restorations = new();

    private static DateTime lastMoment;

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
    /// <exception cref="ImageBuildException">
    /// The image was not built; what had its tag still has it. DKZ2008, DKZ2016: a step; DKZ1011, DKZ2004, DKZ2009, DKZ2015: the engine refused, or gave up; DKZ1003: what the
    /// Dockerfile starts FROM is no reference; DKZ2007: it cannot be had; DKZ2018: the image is not for that platform.
    /// </exception>
    /// <exception cref="DockerizeException">
    /// DKZ1003: the tag is no reference; DKZ1009: the Dockerfile cannot be read; DKZ1020: a pattern of the ignore file is none; DKZ2001, DKZ2002, DKZ2010, DKZ2011: no engine
    /// answers, or what names it is wrong; DKZ2003, DKZ2013: the connection broke, or the engine fell silent; DKZ2005, DKZ2006: a file of the context cannot be read, or changed
    /// meanwhile; DKZ2019: no such network on Podman; DKZ3004, DKZ3010: the credentials for a pull cannot be read.
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

        options ??= new BuildOptions();
        return Task.Run(() => BuildAsync(Read, isComposed: false, options with { DockerfilePath = path, Platform = platform ?? options.Platform }, tag, pull, engine, progress, cancellationToken), cancellationToken);

        (Dockerfile, BuildContext) Read()
        {
            var file = Dockerfile.Load(path);
            return (file, BuildContext.Create(file.Text, ContextReader.Read(folder, path, cancellationToken: cancellationToken), path, cancellationToken));
        }
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
    /// <returns>The name with its registry and tag, <c>host:port/name:tag</c>; of Docker Hub too, <c>docker.io/team/shop:1</c>.</returns>
    /// <exception cref="ArgumentException">The registry is none; the name has a tag or a digest in it.</exception>
    /// <exception cref="ImagePushException">The image was not pushed.</exception>
    /// <exception cref="DockerizeException">
    /// DKZ1003: registry, name and tag do not make a reference; DKZ2001, DKZ2002, DKZ2010, DKZ2011: no engine answers, or what names it is wrong; DKZ2003, DKZ2013: the
    /// connection broke, or the engine fell silent; DKZ2004: the engine does not have the image; DKZ3004, DKZ3010: the credentials cannot be read.
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
        var reference = ImageReference.Parse($"{RegistryAddress.Parse(registry)}/{name}");
        if (reference.Tag is not null || reference.Digest is not null)
            throw new ArgumentException($"'{name}' has a tag or a digest in it. Pass the tag by itself.", nameof(name));
        reference = reference.WithTag(string.IsNullOrWhiteSpace(tag) ? Moment() : tag!.Trim());

        var own = engine is null ? await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false) : null;
        using (own)
        using (await Names.TakeAsync(reference.Canonical, cancellationToken).ConfigureAwait(false))
            await PushAsync(engine ?? own!, image, reference, progress, cancellationToken).ConfigureAwait(false);

        return reference.Canonical;
    }

    /// <summary>The build that both an <see cref="ImageBuilder"/> and a folder come to.</summary>
    /// <param name="read">Reads the Dockerfile and all files, once it is known what the image is called.</param>
    /// <param name="isComposed">Whether the Dockerfile is no file of anybody's: then every builder makes the same of it, unless it says what only BuildKit understands.</param>
    /// <param name="options">How.</param>
    /// <param name="tag">The name; null or empty: none.</param>
    /// <param name="pull">Whether to ask registries for newer base images.</param>
    /// <param name="engine">The engine that builds; null: the environment's.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task<string> BuildAsync(
        Func<(Dockerfile Dockerfile, BuildContext Context)> read,
        bool isComposed,
        BuildOptions options,
        string? tag,
        bool pull,
        DockerEngine? engine,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken)
    {
        ImageReference[] names = string.IsNullOrWhiteSpace(tag) ? [] : [ImageReference.Parse(tag!.Trim())];
        var (dockerfile, context) = read();
        var labels = Labels.Concat(options.Labels.Where(label => !Labels.ContainsKey(label.Key))).ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);
        var own = engine is null ? await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false) : null;
        using (own)
        {
            var host = engine ?? own!;
            var build = new IncrementalBuild(host, BuilderSelector.Choose(host, BuilderKind.Auto, dockerfile, context, isComposed && !BuildKitSyntax.IsUsedIn(dockerfile)))
            {
                Pull = pull ? PullPolicy.Always : PullPolicy.IfMissing,
                Credentials = CredentialSources.ForBase(SourceImage.Base(dockerfile, options)),
            };
            return (await build.RunAsync(dockerfile, context, options with { Labels = labels }, names, progress, cancellationToken).ConfigureAwait(false)).Id;
        }
    }

    private static async Task PushAsync(DockerEngine engine, string image, ImageReference name, IProgress<ProgressMessage>? progress, CancellationToken cancellationToken)
    {
        var before = await engine.InspectAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
        try
        {
            // An engine goes on with what it was asked for: only after its answer it is known which names there are to put right.
            using (var grace = new GracePeriod(cancellationToken))
                await engine.TagAsync(image, name, grace.Token).ConfigureAwait(false);
            var credentials = await CredentialSources.For(name, isPushed: true).FindAsync(name, cancellationToken).ConfigureAwait(false);
            await new ImagePush(engine).PushAsync(name, credentials, [], progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RestoreAsync(engine, name, before, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RestoreAsync(DockerEngine engine, ImageReference name, ImageInspection? before, CancellationToken cancellationToken)
    {
        using var turn = await Restorations.TakeAsync($"{engine.Endpoint}", CancellationToken.None).ConfigureAwait(false);
        using var grace = new GracePeriod(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(grace.Token);
        // One that removes other images at the moment takes its time; one that hangs has had it.
        patience.CancelAfter(EngineConnection.PingTimeout);
        try
        {
            if (before is not null)
                await engine.TagAsync(before.Id, name, patience.Token).ConfigureAwait(false);
            else if (await engine.InspectAsync(name.Familiar, patience.Token).ConfigureAwait(false) is { Tags.Count: > 1 })
                await engine.RemoveNameAsync(name, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DockerizeException or OperationCanceledException)
        {
            // What became of the push is what counts, and an engine that is gone has no names to put right.
        }
    }

    // A clock may stand still between two pushes.
    private static string Moment()
    {
        lock (Names)
        {
            var now = DateTime.UtcNow;
            lastMoment = now > lastMoment.AddTicks(TicksPerMicrosecond) ? now : lastMoment.AddTicks(TicksPerMicrosecond);
            return lastMoment.ToString("yyyy-MM-dd't'HH-mm-ss-ffffff", CultureInfo.InvariantCulture);
        }
    }
}
