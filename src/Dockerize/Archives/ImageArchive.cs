using Dockerize.Engines;
using Dockerize.Reporting;

namespace Dockerize.Archives;

/// <summary>Saves images as tar archives that <c>docker load</c> reads.</summary>
/// <param name="api">The engine that has the images.</param>
internal sealed class ImageArchive(EngineApi api)
{
    private readonly EngineImages engineImages = new(api);

    /// <summary>Saves an image to a file, unless the record of the last save shows that the file has it.</summary>
    /// <param name="definition">The names of the image, and the file.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the save. The previous file is kept.</param>
    /// <returns>The size of the file in bytes.</returns>
    /// <exception cref="ImageReplacedException">A name refers to another image.</exception>
    /// <exception cref="IndexArchiveUnsupportedException">The image is an image index of Podman.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have the image, stopped responding, or sent an incomplete archive.
    /// </exception>
    /// <exception cref="Files.FileUnwritableException">The file or the record cannot be written.</exception>
    public async Task<long> SaveAsync(
        ArchiveDefinition definition,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        var (names, path) = definition;
        var last = definition.RecordPath is null ? null : ArchiveRecord.Load(definition.RecordPath);
        if (last is not null && last == ArchiveRecord.Of(definition))
        {
            progress.ReportStatus(StatusTexts.ArchiveUpToDate(path));
            return last.Length;
        }

        await RequireIdAsync(definition, cancellationToken).ConfigureAwait(false);
        progress.ReportStatus(StatusTexts.Saving(names, path));
        using (var file = ArchiveFile.Create(path, definition.IsCompressed, progress))
        {
            await WriteAsync([.. names.Select(name => name.Familiar)], file, cancellationToken).ConfigureAwait(false);
            // Another build may have moved a name while the archive was written.
            await RequireIdAsync(definition, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            file.Commit();
        }

        var size = new FileInfo(path).Length;
        progress.ReportStatus(StatusTexts.Saved(names, path, size));
        if (definition.RecordPath is not null)
            ArchiveRecord.Of(definition)?.Save(definition.RecordPath);
        return size;
    }

    /// <summary>Writes images to a stream, as one archive.</summary>
    /// <param name="images">References or image ids.</param>
    /// <param name="destination">The stream that receives the archive.</param>
    /// <param name="cancellationToken">A token that cancels the call.</param>
    /// <exception cref="IndexArchiveUnsupportedException">An image is an image index of Podman.</exception>
    /// <exception cref="EngineException">
    /// The engine does not have an image, stopped responding, or sent an incomplete archive.
    /// </exception>
    public async Task WriteAsync(IReadOnlyList<string> images, Stream destination, CancellationToken cancellationToken)
    {
        foreach (var image in api.Info.IsPodman ? images : [])
        {
            if (await engineImages.FindAsync(image, cancellationToken).ConfigureAwait(false) is { IsPodmanIndex: true })
                throw new IndexArchiveUnsupportedException(api.Endpoint, image);
        }

        using var archive = new CheckedTarStream(destination);
        await api.SaveImagesAsync(images, archive, cancellationToken).ConfigureAwait(false);
        if (archive.IsComplete)
            return;

        throw archive.FindError() is { } message
            ? new EngineRefusedException(api.Endpoint, message)
            : new EngineConnectionException(api.Endpoint, "the engine sent only a part of the image");
    }

    private async Task RequireIdAsync(ArchiveDefinition definition, CancellationToken cancellationToken)
    {
        if (definition.ImageId is not { } id)
            return;

        foreach (var name in definition.Names)
        {
            var image = await engineImages.FindAsync(name.Familiar, cancellationToken).ConfigureAwait(false);
            if (image?.Id != id)
                throw new ImageReplacedException(name, id, image?.Id);
        }
    }
}
