using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Dockerize.Package.Tests;

/// <summary>
/// An image as an engine hands it out: what another engine would get. Inspecting it says less: Podman's answer has
/// neither health check nor shell.
/// </summary>
internal sealed class SavedImage : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("dockerize saved ").FullName;

    public static async Task<SavedImage> OpenAsync(string reference)
    {
        var image = new SavedImage();
        var archive = Path.Combine(image.folder, "image.tar");
        await CommandLine.DockerAsync("save", "-o", archive, reference);
        await TarFile.ExtractToDirectoryAsync(archive, image.folder, overwriteFiles: true);
        return image;
    }

    /// <summary>How to run it, in the words of <c>docker inspect</c>.</summary>
    public JsonElement Settings => ReadJson(Manifest.GetProperty("Config").GetString()!).GetProperty("config");

    // https://docs.docker.com/reference/cli/docker/image/save/: every version and Podman write this file.
    private JsonElement Manifest => ReadJson("manifest.json")[0];

    /// <summary>The paths in each layer, from the base's up.</summary>
    public async Task<IReadOnlyList<IReadOnlySet<string>>> ListLayersAsync() =>
        await Task.WhenAll(
            Manifest
                .GetProperty("Layers")
                .EnumerateArray()
                .Select(layer => ListAsync(Path.Combine(folder, layer.GetString()!)))
        );

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private JsonElement ReadJson(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name))).RootElement;

    private static async Task<IReadOnlySet<string>> ListAsync(string layer)
    {
        await using var file = File.OpenRead(layer);
        // containerd keeps layers as they are in a registry, compressed.
        var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        await using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        await using var reader = new TarReader(stream);
        var paths = new HashSet<string>();
        while (await reader.GetNextEntryAsync() is { } entry)
            paths.Add(entry.Name);
        return paths;
    }
}
