using Dockerize.Build.Advice;
using Dockerize.Images;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Pushes images to the registries of their references.</summary>
[MSBuildMultiThreadableTask]
public sealed class PushDockerImage : DockerTask
{
    /// <summary>The images that <see cref="BuildDockerImage"/> built; empty if there is nothing to push.</summary>
    [Required]
    public ITaskItem[] Images { get; set; } = [];

    /// <summary>The same items. Pushed images have the metadata Digest, and Pushed is true.</summary>
    [Output]
    public ITaskItem[] PushedImages { get; private set; } = [];

    /// <summary>The digest of the first image; empty if it was not pushed.</summary>
    [Output]
    public string FirstDigest { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        // The engine does not have an image that BuildDockerImage found in the registry.
        var items = Images.Where(item => item.GetMetadata("Pushed") != "true").ToList();
        // Names that a target of the project has added have no image id.
        var images = items.Select(item => (ParseName(item), item.GetMetadata("ImageId"))).ToList();
        var image = Image;
        var results = await image.PushAsync(images, cancellationToken).ConfigureAwait(false);

        foreach (var failure in image.Failures(results))
            LogError(failure);
        foreach (var (item, digest) in items.Zip(results, (item, result) => (item, result.Digest)))
        {
            if (digest is null)
                continue;

            item.SetMetadata("Digest", digest.ToString());
            item.SetMetadata("Pushed", "true");
        }

        PushedImages = Images;
        FirstDigest = Images.Length > 0 ? Images[0].GetMetadata("Digest") : "";
    }

    private static ImageReference ParseName(ITaskItem item)
    {
        try
        {
            return ImageReference.Parse(item.ItemSpec);
        }
        catch (InvalidReferenceException exception)
        {
            throw new DiagnosticException(ImageNameDiagnostics.InvalidInPush(exception), exception);
        }
    }
}
