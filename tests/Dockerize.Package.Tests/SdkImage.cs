using System.Runtime.InteropServices;

namespace Dockerize.Package.Tests;

/// <summary>
/// The image of the .NET SDK, made from the SDK of this machine when the first test requires it. It is 600 MB.
/// </summary>
internal static class SdkImage
{
    private static readonly Lazy<Task> Image = new(MakeAsync);

    private static string Name => $"{TestMachine.BaseRegistry}/dotnet/sdk:10.0";

    /// <summary>Makes the image, unless another test has already made it.</summary>
    public static Task RequireAsync() => Image.Value;

    /// <summary>Removes the image after all tests.</summary>
    public static async Task RemoveAsync()
    {
        if (Image.IsValueCreated)
            await CommandLine.RemoveImagesAsync(Name);
    }

    // As in Microsoft's image, the SDK and the runtimes are in the same folder.
    private static async Task MakeAsync()
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using var image = new ImageBuilder($"{TestMachine.BaseRegistry}/dotnet/aspnet:10.0", baseDirectory: dotnet);
        foreach (var part in new[] { "sdk", "sdk-manifests", "packs" })
            image.Copy(part, $"/usr/share/dotnet/{part}/");
        var id = await image.BuildAsync();
        await CommandLine.DockerAsync("tag", id, Name);
    }
}
