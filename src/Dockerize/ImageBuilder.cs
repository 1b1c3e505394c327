using System.Security.Cryptography;
using System.Text;
using Dockerize.Builds;
using Dockerize.Builds.Sessions;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// Composes a Dockerfile and its build context, and builds the image. The build context is a temporary folder that the
/// files are copied to, or an existing folder that is not changed. An instance is not thread-safe. Several instances
/// can build at the same time.
/// </summary>
/// <example>
/// <code>
/// using var image = new ImageBuilder("mcr.microsoft.com/dotnet/runtime-deps:10.0");
/// image.Copy("scripts", "/opt/scripts/");
/// image.WriteText("production\n", "/etc/stage");
/// image.AddLine(RunInstruction.FromCommand(["chmod", "-R", "a+x", "/opt/scripts"]));
/// var id = await image.BuildAsync(progress: new TextProgress(Console.Out));
/// </code>
/// </example>
public sealed class ImageBuilder : IDisposable
{
    private const string DockerfileName = "Dockerfile";

    private readonly List<string> lines = [];
    private readonly SortedDictionary<string, ContextFile> texts = new(StringComparer.Ordinal);
    private readonly ImageDestination destinations = new();

    // The temporary folder, which Dispose deletes; null before it is created.
    private string? temporary;
    private bool isDisposed;

    /// <summary>Initializes a builder. The Dockerfile starts with a FROM instruction.</summary>
    /// <param name="baseImage">The base image: the operand of FROM.</param>
    /// <param name="baseDirectory">
    /// The folder that relative paths start in; null for <paramref name="context"/>, or for the current folder if
    /// <paramref name="context"/> is null too.
    /// </param>
    /// <param name="platform">
    /// The platform of the image; null for the platform in <see cref="Options"/>, or for the platform of the engine.
    /// </param>
    /// <param name="context">
    /// The path of a folder that already contains the files; null to copy files to a temporary folder.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The base image is empty, or the context already contains a Dockerfile.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">The context does not exist.</exception>
    public ImageBuilder(
        string baseImage,
        string? baseDirectory = null,
        Platform? platform = null,
        string? context = null
    )
    {
        if (string.IsNullOrWhiteSpace(baseImage))
            throw new ArgumentException("The base image is empty. Pass an image, or scratch.", nameof(baseImage));
        if (context is not null)
            RequireNoDockerfile(Path.GetFullPath(context));
        BaseDirectory = Path.GetFullPath(baseDirectory ?? context ?? Directory.GetCurrentDirectory());
        Platform = platform;
        HasOwnContext = context is null;
        Context = context is null ? CreateTemporary() : Path.GetFullPath(context);
        AddLine($"FROM {baseImage.Trim()}");
    }

    /// <summary>The full path of the folder that relative paths start in.</summary>
    public string BaseDirectory { get; }

    /// <summary>
    /// The full path of the build context. Instructions can copy the files in it that <c>.dockerignore</c> does not
    /// exclude.
    /// </summary>
    public string Context { get; }

    /// <summary>
    /// The platform of the image; null for the platform in <see cref="Options"/>, or for the platform of the engine.
    /// </summary>
    public Platform? Platform { get; }

    /// <summary>The lines of the Dockerfile so far.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>The engine that builds the image; null for the engine that the environment selects.</summary>
    public DockerEngine? Engine { get; set; }

    /// <summary>The build options: build arguments, labels, network, target stage, cache.</summary>
    public BuildOptions Options { get; set; } = new();

    /// <inheritdoc cref="ImageBuildRequest.Secrets"/>
    public IReadOnlyList<BuildSecret> Secrets { get; set; } = [];

    /// <inheritdoc cref="ImageBuildRequest.Ssh"/>
    public IReadOnlyList<BuildSsh> Ssh { get; set; } = [];

    private bool HasOwnContext { get; }

    /// <summary>Adds a line to the Dockerfile.</summary>
    /// <param name="line">The line, without a line end.</param>
    /// <exception cref="ArgumentNullException">The line is null.</exception>
    public void AddLine(string line) => lines.Add(line ?? throw new ArgumentNullException(nameof(line)));

    /// <summary>Adds an instruction to the Dockerfile.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <exception cref="ArgumentNullException">The instruction is null.</exception>
    public void AddLine(Instruction instruction) =>
        lines.AddRange((instruction ?? throw new ArgumentNullException(nameof(instruction))).ToString().Split('\n'));

    /// <summary>Adds lines to the Dockerfile. If one of them is null, none is added.</summary>
    /// <param name="lines">The lines, without line ends.</param>
    /// <exception cref="ArgumentNullException">The lines are null or contain null.</exception>
    public void AddLines(IEnumerable<string> lines)
    {
        var added = (lines ?? throw new ArgumentNullException(nameof(lines))).ToList();
        if (added.Contains(null!))
            throw new ArgumentNullException(nameof(lines));

        this.lines.AddRange(added);
    }

    /// <summary>Copies a file or the content of a folder into the image.</summary>
    /// <param name="source">
    /// The path of the file or folder: relative to <see cref="BaseDirectory"/>, or a full path inside it.
    /// </param>
    /// <param name="destination">
    /// The path in the image, with slashes or backslashes. If it ends with a slash, a file is copied into that folder.
    /// </param>
    /// <param name="cancellationToken">A token that cancels copying.</param>
    /// <exception cref="ArgumentException">
    /// The source is outside of the base directory, or one of the paths is empty.
    /// </exception>
    /// <exception cref="FileNotFoundException">
    /// The source was not found in the base directory, or in the context that was passed to the constructor.
    /// </exception>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    /// <exception cref="IOException">The copy cannot be written to the temporary folder.</exception>
    /// <exception cref="ObjectDisposedException">The builder is disposed.</exception>
    public void Copy(string source, string destination, CancellationToken cancellationToken = default)
    {
        RequireContext();
        var to = ImageDestination.Parse(destination);
        var path = PathInContext(source);
        var (original, copy) = (Path.Combine(BaseDirectory, path), Path.Combine(Context, path));
        var required = HasOwnContext ? original : copy;
        if (!File.Exists(required) && !Directory.Exists(required))
            throw new FileNotFoundException(
                $"'{required}' not found. Correct the path; relative paths start in '{BaseDirectory}'.",
                required
            );
        if (HasOwnContext)
            new FolderCopy(original, except: Path.GetFileName(Context), cancellationToken).CopyTo(copy);
        AddLine(CopyInstruction.Create([path], to));
        if (Directory.Exists(required) || to.EndsWith("/", StringComparison.Ordinal))
            destinations.AddFolder(to);
        else
            destinations.AddFolderOf(to);
    }

    /// <summary>Adds a text file to the image.</summary>
    /// <param name="text">The text, which is encoded in UTF-8.</param>
    /// <param name="destination">The path of the file in the image, with slashes or backslashes.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">
    /// The destination is empty or a folder. A path is a folder if it ends with a slash, or if files were copied into
    /// it. Some paths, such as <c>/etc</c>, are folders in every Linux image.
    /// </exception>
    /// <exception cref="IOException">The text cannot be written to a temporary folder.</exception>
    /// <exception cref="ObjectDisposedException">The builder is disposed.</exception>
    public void WriteText(string text, string destination)
    {
        RequireContext();
        var to = destinations.ParseFile(destination);
        var content = Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text)));
        using var sha = SHA256.Create();
        // The name is a hash of the text, so that the engine finds an unchanged text in its build cache.
        var name = "." + ContentDigest.Hex(sha.ComputeHash(content));
        if (!texts.ContainsKey(name))
        {
            var file = Path.Combine(temporary ?? CreateTemporary(), name);
            File.WriteAllBytes(file, content);
            texts.Add(name, new ContextFile(file, name));
        }

        AddLine(CopyInstruction.Create([name], to));
        destinations.AddFolderOf(to);
    }

    /// <summary>
    /// Builds the image from the lines and files that were added so far. The files are read before the call returns.
    /// </summary>
    /// <param name="pull">The pull policy for base images.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the build, also in the engine.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <exception cref="ImageBuildException">The build failed.</exception>
    /// <exception cref="EngineUnavailableException">No Docker engine was found.</exception>
    /// <exception cref="DockerizeException">
    /// A file cannot be read, credentials cannot be read, or the engine stopped responding.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The builder is disposed.</exception>
    public async Task<string> BuildAsync(
        PullPolicy pull = PullPolicy.IfMissing,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        RequireContext();
        var build = ReadBuild(pull, cancellationToken);
        if (Engine is not null)
            return (await build.RunAsync(Engine.Api, progress, cancellationToken).ConfigureAwait(false)).Id;

        using var engine = await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return (await build.RunAsync(engine.Api, progress, cancellationToken).ConfigureAwait(false)).Id;
    }

    private ImageBuild ReadBuild(PullPolicy pull, CancellationToken cancellationToken)
    {
        var dockerfile = Dockerfile.Parse(string.Concat(lines.Select(line => line + "\n"))).Fold();
        // ContextReader receives a path that does not exist, so that it treats a copied file named Dockerfile as an
        // ordinary file. The composed Dockerfile is added below.
        var noDockerfile = Path.Combine(Context, $".{Guid.NewGuid():N}");
        // Texts are files in the temporary folder. If that folder is the context, the reader finds them too, so they
        // are removed from its result.
        var files = ContextReader
            .Read(Context, noDockerfile, cancellationToken: cancellationToken)
            .Where(file => !texts.ContainsKey(file.Path))
            .Concat(texts.Values);
        return new ImageBuild(
            dockerfile,
            BuildContext.Create(dockerfile.Text, files, dockerfileSource: null, cancellationToken)
        )
        {
            Options = Options with
            {
                DockerfilePath = null,
                ContextRoot = HasOwnContext ? BaseDirectory : Context,
                Platform = Platform ?? Options.Platform,
                Secrets = Secrets,
                Ssh = Ssh,
            },
            Pull = pull,
        };
    }

    /// <summary>
    /// Deletes the temporary folder. If that fails, for example because another process has a file open, files are left
    /// over. <see cref="Lines"/> can still be read.
    /// </summary>
    public void Dispose()
    {
        isDisposed = true;
        if (temporary is null)
            return;

        try
        {
            Directory.Delete(temporary, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder is already deleted, or another process has a file in it open. In a `using` block, an exception
            // from Dispose would replace the exception of the build.
        }

        temporary = null;
    }

    /// <summary>
    /// The path of a source relative to the base directory, with slashes; <c>.</c> for the base directory itself.
    /// </summary>
    /// <exception cref="ArgumentException">The source is outside of the base directory, or empty.</exception>
    internal string PathInContext(string source)
    {
        if (string.IsNullOrWhiteSpace(source))
            throw new ArgumentException("The path is empty. Use '.' for the whole base directory.", nameof(source));

        var full = Path.GetFullPath(Path.Combine(BaseDirectory, source.Replace('\\', Path.DirectorySeparatorChar)));
        var root = BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        var comparison =
            Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (string.Equals(full.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, root, comparison))
            return ".";
        // Two different paths can refer to the same folder: on macOS, /tmp is a link to /private/tmp.
        var below = full.StartsWith(root, comparison)
            ? full.Substring(root.Length).TrimEnd(Path.DirectorySeparatorChar)
            : SymbolicLink.FindPathBelow(full, BaseDirectory);
        if (below is null)
        {
            throw new ArgumentException(
                $"'{source}' is outside of the base directory '{BaseDirectory}'. "
                    + "Pass a base directory that contains it to the constructor.",
                nameof(source)
            );
        }

        return below.Length == 0 ? "." : below.Replace(Path.DirectorySeparatorChar, '/');
    }

    private static void RequireNoDockerfile(string context)
    {
        if (!Directory.Exists(context))
            throw new DirectoryNotFoundException(
                $"Build context '{context}' not found. Create the folder, or omit the argument to use a temporary one."
            );

        var path = Path.Combine(context, DockerfileName);
        if (File.Exists(path) || Directory.Exists(path))
        {
            throw new ArgumentException(
                $"'{context}' already contains a Dockerfile. Build it with DockerImages.BuildAsync, or pass "
                    + "another folder.",
                nameof(context)
            );
        }
    }

    private void RequireContext()
    {
        if (isDisposed)
            throw new ObjectDisposedException(nameof(ImageBuilder));
    }

    // On Unix, only the owner can read the folder. On Windows, each user has their own temporary folder.
    private string CreateTemporary()
    {
        const string Prefix = "dockerize-context-";
#if NET
        temporary = Directory.CreateTempSubdirectory(Prefix).FullName;
#else
        temporary = Path.Combine(Path.GetTempPath(), Prefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(temporary);
#endif
        return temporary;
    }
}
