using System.Security.Cryptography;
using System.Text;
using Dockerize.Builds;
using Dockerize.Contexts;
using Dockerize.Dockerfiles;
using Dockerize.Engines;
using Dockerize.Files;
using Dockerize.Reporting;

namespace Dockerize;

/// <summary>
/// Composes a Dockerfile with the files that it copies, and has an engine build it. The files are gathered in a temporary folder, or lie in a folder of the caller's
/// in which nothing is ever written. Composing is for one thread at a time; any number of builders can build at once.
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
    // What this object has made, and takes away again; null: nothing yet.
    private string? temporary;
    private bool isDisposed;

    /// <summary>Begins with a FROM.</summary>
    /// <param name="baseImage">The image to start from: what follows FROM.</param>
    /// <param name="baseDirectory">What relative paths are relative to; null: <paramref name="context"/>, or without one the current folder.</param>
    /// <param name="platform">What the image is to run on, such as <c>linux/arm64</c>; null: what the engine runs on.</param>
    /// <param name="context">A folder that holds the files already; null: a temporary one.</param>
    /// <exception cref="ArgumentException">The base image is empty; the context has a Dockerfile already.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such context.</exception>
    public ImageBuilder(string baseImage, string? baseDirectory = null, string? platform = null, string? context = null)
    {
        if (string.IsNullOrWhiteSpace(baseImage))
            throw new ArgumentException("An image to start from is wanted, or scratch, and this is empty.", nameof(baseImage));
        if (context is not null)
            RequireEmptyPlace(Path.GetFullPath(context));
        BaseDirectory = Path.GetFullPath(baseDirectory ?? context ?? Directory.GetCurrentDirectory());
        Platform = platform;
        HasOwnContext = context is null;
        Context = context is null ? MakeTemporary() : Path.GetFullPath(context);
        AddLine($"FROM {baseImage.Trim()}");
    }

    /// <summary>The full path of the folder that relative paths are relative to.</summary>
    public string BaseDirectory { get; }

    /// <summary>The full path of the folder that the image is built from. What else is put there can be copied too.</summary>
    public string Context { get; }

    /// <summary>What the image is to run on; null: what the engine runs on.</summary>
    public string? Platform { get; }

    /// <summary>The lines of the Dockerfile so far.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>The engine that builds; null: for each build the one that the environment names, or the usual one.</summary>
    public DockerEngine? Engine { get; init; }

    /// <summary>How to build beyond what is said here: build arguments, labels, the network, a stage.</summary>
    public BuildOptions Options { get; init; } = new();

    private bool HasOwnContext { get; }

    /// <summary>Adds a line to the Dockerfile.</summary>
    /// <exception cref="ArgumentNullException">There is none; one without text is a line too.</exception>
    public void AddLine(string line) => lines.Add(line ?? throw new ArgumentNullException(nameof(line)));

    /// <summary>Adds an instruction to the Dockerfile.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public void AddLine(Instruction instruction) => lines.AddRange($"{instruction ?? throw new ArgumentNullException(nameof(instruction))}".Split('\n'));

    /// <summary>Adds lines to the Dockerfile: all of them, or none.</summary>
    /// <exception cref="ArgumentNullException">There are none, or one of them is none.</exception>
    public void AddLines(IEnumerable<string> lines) =>
        this.lines.AddRange([.. (lines ?? throw new ArgumentNullException(nameof(lines))).Select(line => line ?? throw new ArgumentNullException(nameof(lines)))]);

    /// <summary>Copies a file, or what is in a folder, to a place in the image.</summary>
    /// <param name="source">Its path: relative to <see cref="BaseDirectory"/>, or a full one below that.</param>
    /// <param name="destination">A path in the image; that of a folder for a file ends with a slash.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="ArgumentException">The source lies outside of the base directory, or one of the two is empty.</exception>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of that name: below the base directory, or in a context of the caller's.</exception>
    /// <exception cref="DockerizeException">DKZ2005: something cannot be read.</exception>
    /// <exception cref="IOException">The copy in the temporary context cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The context is gone.</exception>
    public void Copy(string source, string destination, CancellationToken cancellationToken = default)
    {
        RequireContext();
        RequireDestination(destination);
        var path = PathInContext(source);
        var (original, place) = (Path.Combine(BaseDirectory, path), Path.Combine(Context, path));
        var wanted = HasOwnContext ? original : place;
        if (!File.Exists(wanted) && !Directory.Exists(wanted))
            throw new FileNotFoundException($"'{wanted}' is to be copied into the image, and there is nothing of that name. Correct the path; relative ones begin in '{BaseDirectory}'.", wanted);
        if (HasOwnContext)
            new FolderCopy(original, except: Path.GetFileName(Context), cancellationToken).CopyTo(place);
        AddLine(CopyInstruction.Create([path], destination));
    }

    /// <summary>Writes a file of the image.</summary>
    /// <param name="text">All that it says; it is written in UTF-8.</param>
    /// <param name="destination">Its path in the image.</param>
    /// <exception cref="ArgumentNullException">There is no text; an empty one is a file too.</exception>
    /// <exception cref="ArgumentException">The destination is empty.</exception>
    /// <exception cref="IOException">The text cannot be written into a temporary folder.</exception>
    /// <exception cref="ObjectDisposedException">The context is gone.</exception>
    public void WriteText(string text, string destination)
    {
        RequireContext();
        RequireDestination(destination);
        var content = Encoding.UTF8.GetBytes(text ?? throw new ArgumentNullException(nameof(text)));
        using var sha = SHA256.Create();
        // The same text has the same name, in every build: the engine finds it in its cache.
        var name = "." + ContentDigest.Hex(sha.ComputeHash(content));
        if (!texts.ContainsKey(name))
        {
            var file = Path.Combine(temporary ?? MakeTemporary(), name);
            File.WriteAllBytes(file, content);
            texts.Add(name, new ContextFile(file, name));
        }

        AddLine(CopyInstruction.Create([name], destination));
    }

    /// <summary>Builds the image as it is composed so far.</summary>
    /// <param name="pull">Whether to ask the registries of base images for newer ones; else only for those that the engine does not have.</param>
    /// <param name="progress">Gets lines as they arrive.</param>
    /// <param name="cancellationToken">Ends the build in the engine too.</param>
    /// <returns>The image id, <c>sha256:…</c>.</returns>
    /// <exception cref="ImageBuildException">The image was not built; a base image that cannot be had is such a failure too.</exception>
    /// <exception cref="DockerizeException">What <see cref="DockerImages.BuildAsync(string, string, string?, bool, string?, BuildOptions?, DockerEngine?, IProgress{ProgressMessage}?, CancellationToken)"/> says beside that.</exception>
    /// <exception cref="ObjectDisposedException">The context is gone.</exception>
    public Task<string> BuildAsync(bool pull = false, IProgress<ProgressMessage>? progress = null, CancellationToken cancellationToken = default)
    {
        RequireContext();
        // As it is now, whatever is added while it builds.
        var options = Options with { DockerfilePath = null, Platform = Platform ?? Options.Platform };
        var (text, sent) = (string.Concat(lines.Select(line => line + "\n")), texts.Values.ToList());
        return Task.Run(() => DockerImages.BuildAsync(Compose, isComposed: true, options, tag: null, pull, Engine, progress, cancellationToken), cancellationToken);

        (Dockerfile, BuildContext) Compose()
        {
            var dockerfile = Dockerfile.Parse(text).Fold();
            // A file of that name that is copied is none of ours: this one is beside them all.
            var nowhere = Path.Combine(Context, $".{Guid.NewGuid():N}");
            // In a temporary context the texts are among the others.
            var files = ContextReader.Read(Context, nowhere, cancellationToken: cancellationToken).Where(file => !sent.Exists(other => other.Path == file.Path)).Concat(sent);
            return (dockerfile, BuildContext.Create(dockerfile.Text, files, dockerfileSource: null, cancellationToken));
        }
    }

    /// <summary>Removes what was gathered, as far as nothing else has it open. The lines stay readable.</summary>
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
            // It is gone already, or what has a file of it open keeps it among the system's temporary files. Inside of `using` an error would stand in the place of the build's.
        }

        temporary = null;
    }

    /// <summary>Where a source is in the context.</summary>
    /// <exception cref="ArgumentException">It lies outside of the base directory, or is empty.</exception>
    internal string PathInContext(string source)
    {
        if (string.IsNullOrWhiteSpace(source))
            throw new ArgumentException("A path is wanted, and this is empty. The whole base directory is '.'.", nameof(source));
        var full = Path.GetFullPath(Path.Combine(BaseDirectory, source.Replace('\\', Path.DirectorySeparatorChar)));
        var root = BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        var comparison = Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (string.Equals(full.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, root, comparison))
            return ".";
        return full.StartsWith(root, comparison) ? full.Substring(root.Length).TrimEnd(Path.DirectorySeparatorChar).Replace('\\', '/')
            : throw new ArgumentException($"'{source}' lies outside of '{BaseDirectory}', of which the image is built. Give the builder a base directory that has both.", nameof(source));
    }

    private static void RequireEmptyPlace(string context)
    {
        if (!Directory.Exists(context))
            throw new DirectoryNotFoundException($"The context '{context}' does not exist. Make it, or leave it out: then a temporary one is made.");
        var path = Path.Combine(context, DockerfileName);
        if (File.Exists(path) || Directory.Exists(path))
            throw new ArgumentException($"There is already a Dockerfile in '{context}'. Build that with DockerImages.BuildAsync, or name another folder.", nameof(context));
    }

    private static void RequireDestination(string destination)
    {
        if (string.IsNullOrWhiteSpace(destination))
            throw new ArgumentException("A path in the image is wanted, and this is empty.", nameof(destination));
    }

    private void RequireContext()
    {
        if (isDisposed)
            throw new ObjectDisposedException(nameof(ImageBuilder));
    }

    // On Unix only its owner may look into it, on Windows it is in a folder of the user's own.
    private string MakeTemporary()
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
