using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Dockerize.Package.Tests;

/// <summary>
/// An image that the engine has exported. It contains more than an inspection: Podman does not return the health check
/// and the shell.
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

    /// <summary>The runtime configuration, with the names of <c>docker inspect</c>.</summary>
    public JsonElement Settings => ReadJson(Manifest.GetProperty("Config").GetString()!).GetProperty("config");

    // Every version of Docker and Podman writes this file: https://docs.docker.com/reference/cli/docker/image/save/
    private JsonElement Manifest => ReadJson("manifest.json")[0];

    /// <summary>Lists the paths in each layer, starting with the base image.</summary>
    public async Task<IReadOnlyList<IReadOnlySet<string>>> ListLayersAsync() =>
        await Task.WhenAll(
            Manifest
                .GetProperty("Layers")
                .EnumerateArray()
                .Select(layer => ListAsync(Path.Combine(folder, layer.GetString()!)))
        );

    /// <summary>Reads the layers after the first ones as text. Each character is one byte.</summary>
    public async Task<IReadOnlyList<string>> ReadLayersAsync(int skip) =>
        await Task.WhenAll(
            Manifest
                .GetProperty("Layers")
                .EnumerateArray()
                .Skip(skip)
                .Select(async layer =>
                {
                    await using var stream = Open(Path.Combine(folder, layer.GetString()!));
                    using var bytes = new MemoryStream();
                    await stream.CopyToAsync(bytes);
                    return Encoding.Latin1.GetString(bytes.ToArray());
                })
        );

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private JsonElement ReadJson(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name))).RootElement;

    // containerd stores compressed layers, as in a registry.
    private static Stream Open(string layer)
    {
        var file = File.OpenRead(layer);
        var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static async Task<IReadOnlySet<string>> ListAsync(string layer)
    {
        await using var stream = Open(layer);
        await using var reader = new TarReader(stream);
        var paths = new HashSet<string>();
        while (await reader.GetNextEntryAsync() is { } entry)
            paths.Add(entry.Name);
        return paths;
    }
}
