using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Dockerize.Files;
using Dockerize.Reporting;

namespace Dockerize.Archives;

/// <summary>
/// Writes a file that replaces its previous version only after it is complete. The content is first written to a
/// temporary file in the same folder. It is deleted if the file is disposed before <see cref="Commit"/>.
/// </summary>
internal sealed class ArchiveFile : WriteOnlyStream
{
    private readonly string path;
    private readonly string draft;
    private readonly FileStream file;
    private readonly Stream target;
    private readonly ByteMeter meter;

    // A canceled download may still write a block while the file is disposed.
    private readonly object gate = new();
    private bool isDisposed;

    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "Dispose disposes of the compressing stream."
    )]
    private ArchiveFile(string path, bool isCompressed, IProgress<ProgressMessage>? progress)
    {
        this.path = path;
        meter = new ByteMeter(TransferKind.Saved, progress);
        draft = $"{path}.{Guid.NewGuid():N}";
        // Without a buffer, closing the file writes nothing and does not fail on a full disk.
        file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1);
        // The header that GZipStream writes contains no time and no name.
        target = isCompressed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : file;
    }

    /// <summary>Creates the temporary file.</summary>
    /// <param name="path">The full path of the file. Missing folders are created.</param>
    /// <param name="isCompressed">True to compress the content with gzip.</param>
    /// <param name="progress">The receiver of the number of written bytes, every five seconds; null for none.</param>
    /// <exception cref="FileUnwritableException">The file cannot be created.</exception>
    public static ArchiveFile Create(string path, bool isCompressed, IProgress<ProgressMessage>? progress = null) =>
        Translate(
            path,
            () =>
            {
                if (SpecialFile.FindUntranslated(new FileInfo(path)) is var kind && kind != SpecialFileKind.None)
                    throw new IOException($"the file is {SpecialFile.Format(kind)}");
                if (Directory.Exists(path))
                    throw new IOException("the path is a folder");

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new ArchiveFile(path, isCompressed, progress);
            }
        );

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            if (isDisposed)
                throw new ObjectDisposedException(nameof(ArchiveFile));

            Translate(
                path,
                () =>
                {
                    target.Write(buffer, offset, count);
                    return true;
                }
            );
        }

        meter.Add(count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    /// <summary>Completes the content, and moves it to the path of the file.</summary>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Commit()
    {
        lock (gate)
        {
            Translate(
                path,
                () =>
                {
                    target.Dispose();
                    file.Dispose();
                    AtomicFile.Replace(draft, path);
                    return true;
                }
            );
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (gate)
            {
                isDisposed = true;
                file.Dispose();
                DisposeOfTarget();
                // The temporary file still exists only if the content is not complete.
                if (File.Exists(draft))
                    File.Delete(draft);
            }
        }

        base.Dispose(disposing);
    }

    // The end of the compressed content cannot be written to the closed file, and is not needed.
    private void DisposeOfTarget()
    {
        try
        {
            target.Dispose();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException)
        {
            // The file is deleted.
        }
    }

    private static T Translate<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnwritableException(path, exception.Message, exception);
        }
    }
}
