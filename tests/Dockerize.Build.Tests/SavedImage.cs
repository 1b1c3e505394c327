using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Dockerize.Build.Tests;

/// <summary>
/// An image as an engine hands it out: what another engine would get. Inspecting it says less: Podman's answer has neither health check nor shell.
/// </summary>
/// <param name="Settings">How to run it, in the words of <c>docker inspect</c>.</param>
/// <param name="LayerPaths">The paths in each layer, from the base's up.</param>
internal sealed record SavedImage(JsonElement Settings, IReadOnlyList<IReadOnlySet<string>> LayerPaths)
{
    public static async Task<SavedImage> ReadAsync(string reference)
    {
        var folder = Directory.CreateTempSubdirectory("dockerize saved ").FullName;
        try
        {
            var archive = Path.Combine(folder, "image.tar");
            await CommandLine.DockerAsync("save", "-o", archive, reference);
            await using (var stream = File.OpenRead(archive))
                await TarFile.ExtractToDirectoryAsync(stream, folder, overwriteFiles: true);

            // https://docs.docker.com/reference/cli/docker/image/save/: every version and Podman write this file.
            var manifest = (await ReadJsonAsync("manifest.json"))[0];
            var image = await ReadJsonAsync(manifest.GetProperty("Config").GetString()!);
            var layers = manifest.GetProperty("Layers").EnumerateArray().Select(layer => PathsAsync(Path.Combine(folder, layer.GetString()!)));
            return new SavedImage(image.GetProperty("config"), await Task.WhenAll(layers));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<JsonElement> ReadJsonAsync(string name) => JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, name))).RootElement;
    }

    private static async Task<IReadOnlySet<string>> PathsAsync(string layer)
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
