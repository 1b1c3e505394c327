using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Pushes images to the registries that their references name.</summary>
public sealed class PushDockerImage : DockerTask
{
    /// <summary>What <see cref="BuildDockerImage"/> put out.</summary>
    [Required]
    public ITaskItem[] Images { get; set; } = [];

    /// <summary>The same items, with Digest, and with Pushed true.</summary>
    [Output]
    public ITaskItem[] PushedImages { get; private set; } = [];

    /// <summary>The digest of the first.</summary>
    [Output]
    public string Digest { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var config = DockerConfig.Load(Environment.GetEnvironmentVariable);
        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        foreach (var image in Images)
        {
            var reference = ImageReference.Parse(image.ItemSpec);
            var digest = await engine.PushAsync(reference, config.Find(reference.Registry), Progress, cancellationToken).ConfigureAwait(false);
            image.SetMetadata("Digest", digest);
            image.SetMetadata("Pushed", "true");
        }

        PushedImages = Images;
        Digest = Images.Length > 0 ? Images[0].GetMetadata("Digest") : "";
    }
}
