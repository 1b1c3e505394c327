using System.Security.Cryptography;
using System.Text;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// Composes a Dockerfile with the files that it copies, and builds it. The files are copied to a temporary folder, or
/// are in a folder of the caller, in which nothing is written. Composing is not thread-safe; several builders can build
/// at once.
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

    // The folder that this object created and deletes; null if there is none yet.
    private string? temporary;
    private bool isDisposed;

    /// <summary>Initializes a builder whose Dockerfile starts with FROM.</summary>
    /// <param name="baseImage">The base image: the operand of FROM.</param>
    /// <param name="baseDirectory">
    /// The folder of relative paths; null for <paramref name="context"/>, or without one the current folder.
    /// </param>
    /// <param name="platform">The platform of the image; null for the engine's own.</param>
    /// <param name="context">A folder that has the files already; null for a temporary one.</param>
    /// <exception cref="ArgumentException">
    /// The base image is empty, or the context has a Dockerfile already.
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

    /// <summary>The full path of the folder that relative paths are relative to.</summary>
    public string BaseDirectory { get; }

    /// <summary>
    /// The full path of the folder that the image is built from. Other files in it can be copied too.
    /// </summary>
    public string Context { get; }

    /// <summary>The platform of the image; null for the engine's own.</summary>
    public Platform? Platform { get; }

    /// <summary>The lines of the Dockerfile so far.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>The engine that builds; null for the one of the environment.</summary>
    public DockerEngine? Engine { get; set; }

    /// <summary>The build options: build arguments, labels, network, target stage, cache.</summary>
    public BuildOptions Options { get; set; } = new();

    private bool HasOwnContext { get; }

    /// <summary>Adds a line to the Dockerfile.</summary>
    /// <exception cref="ArgumentNullException">The line is null.</exception>
    public void AddLine(string line) => lines.Add(line ?? throw new ArgumentNullException(nameof(line)));

    /// <summary>Adds an instruction to the Dockerfile.</summary>
    /// <exception cref="ArgumentNullException">The instruction is null.</exception>
    public void AddLine(Instruction instruction) =>
        lines.AddRange((instruction ?? throw new ArgumentNullException(nameof(instruction))).ToString().Split('\n'));

    /// <summary>Adds lines to the Dockerfile: all of them, or none.</summary>
    /// <exception cref="ArgumentNullException">The lines are null, or one of them is.</exception>
    public void AddLines(IEnumerable<string> lines)
    {
        var added = (lines ?? throw new ArgumentNullException(nameof(lines))).ToList();
        if (added.Contains(null!))
            throw new ArgumentNullException(nameof(lines));

        this.lines.AddRange(added);
    }

    /// <summary>Copies a file or the content of a folder into the image.</summary>
    /// <param name="source">
    /// The path of the file or folder: relative to <see cref="BaseDirectory"/>, or a full one below that.
    /// </param>
    /// <param name="destination">
    /// A path in the image, with either kind of slash. One at the end makes it a folder for a file.
    /// </param>
    /// <param name="cancellationToken">Cancels copying.</param>
    /// <exception cref="ArgumentException">
    /// The source is outside of the base directory, or one of the two is empty.
    /// </exception>
    /// <exception cref="FileNotFoundException">
    /// The source does not exist in the base directory, or in a context of the caller.
    /// </exception>
    /// <exception cref="FileUnreadableException">A file cannot be read.</exception>
    /// <exception cref="IOException">The copy in the temporary context cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The builder is disposed of.</exception>
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

    /// <summary>Writes a text file of the image.</summary>
    /// <param name="text">The text; it is written in UTF-8.</param>
    /// <param name="destination">The path of the file in the image, with either kind of slash.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="ArgumentException">
    /// The destination is empty, or a folder: it ends with a slash, every Linux image has it (<c>/etc</c>), or files
    /// were copied into it.
    /// </exception>
    /// <exception cref="IOException">The text cannot be written to a temporary folder.</exception>
    /// <exception cref="ObjectDisposedException">The builder is disposed of.</exception>
    public void WriteText(string text, string destination)
    {
        RequireContext();
        var to = destinations.ParseFile(destination);
        var content = Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text)));
        using var sha = SHA256.Create();
        // The same text has the same name in every build, so that the engine finds it in its cache.
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

    /// <summary>Builds the image as it is composed so far. The files are read on the calling thread.</summary>
    /// <param name="pull">When to pull the base images.</param>
    /// <param name="progress">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the build, in the engine too.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <exception cref="ImageBuildException">The image was not built.</exception>
    /// <exception cref="EngineUnavailableException">No engine answers.</exception>
    /// <exception cref="DockerizeException">
    /// A file cannot be read, credentials cannot be read, or the engine stopped answering.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The builder is disposed of.</exception>
    public async Task<string> BuildAsync(
        PullPolicy pull = PullPolicy.IfMissing,
        IProgress<ProgressMessage>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        RequireContext();
        var build = ReadBuild(pull, cancellationToken);
        if (Engine is not null)
            return (await Engine.BuildAsync(build, progress, cancellationToken).ConfigureAwait(false)).Id;

        using var engine = await DockerEngine.ConnectAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return (await engine.BuildAsync(build, progress, cancellationToken).ConfigureAwait(false)).Id;
    }

    private ImageBuild ReadBuild(PullPolicy pull, CancellationToken cancellationToken)
    {
        var dockerfile = Dockerfile.Parse(string.Concat(lines.Select(line => line + "\n"))).Fold();
        // A file named Dockerfile that is copied is not the composed one, which is sent in addition to all files.
        var noDockerfile = Path.Combine(Context, $".{Guid.NewGuid():N}");
        // In a temporary context the texts are among the other files.
        var files = ContextReader
            .Read(Context, noDockerfile, cancellationToken: cancellationToken)
            .Where(file => !texts.ContainsKey(file.Path))
            .Concat(texts.Values);
        return new ImageBuild(
            dockerfile,
            BuildContext.Create(dockerfile.Text, files, dockerfileSource: null, cancellationToken)
        )
        {
            Options = Options with { DockerfilePath = null, Platform = Platform ?? Options.Platform },
            Pull = pull,
            IsComposed = true,
        };
    }

    /// <summary>
    /// Deletes the temporary files, as far as no other process has them open. The lines stay readable.
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
            // The folder is gone already, or another process has a file of it open, which stays among the temporary
            // files. In a `using` block, an exception here would replace the one of the build.
        }

        temporary = null;
    }

    /// <summary>The path of a source in the context.</summary>
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
        // The base directory and the path can be two spellings of one place: on macOS, /tmp is a link to /private/tmp.
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

    // On Unix only the owner may read the folder. On Windows the temporary folder is the user's own.
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
