namespace Dockerize.Build.Reports;

/// <summary>A file in a layer of an image.</summary>
/// <param name="Path">The path in the image. It is relative if the COPY instruction has a relative destination.</param>
/// <param name="Layer">The index of the layer in the table of layers.</param>
/// <param name="Digest">The digest of mode and content.</param>
/// <param name="Size">The size in bytes; null if it is not known.</param>
internal sealed record ReportFile(string Path, int Layer, string Digest, long? Size);
