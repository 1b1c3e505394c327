using Dockerize.Build.Advice;
using Dockerize.Images;
using Dockerize.Pushes;
using Dockerize.Registries;
using Microsoft.Build.Framework;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks;

/// <summary>Pushes images to the registries that their references name.</summary>
[MSBuildMultiThreadableTask]
public sealed class PushDockerImage : DockerTask
{
    /// <summary>What <see cref="BuildDockerImage"/> put out; none: there is nothing to push.</summary>
    [Required]
    public ITaskItem[] Images { get; set; } = [];

    /// <summary>How often to try again when a registry is busy or a connection breaks.</summary>
    public int Retries { get; set; } = ImagePush.DefaultRetries;

    /// <summary>The full path of the file that says what was built; the digests are added to it.</summary>
    [Required]
    public string MetadataFile { get; set; } = "";

    /// <summary>The same items, with Digest, and with Pushed true.</summary>
    [Output]
    public ITaskItem[] PushedImages { get; private set; } = [];

    /// <summary>The digest of the first.</summary>
    [Output]
    public string Digest { get; private set; } = "";

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Images.Length == 0)
            return;
        IReadOnlyList<ImageReference> names = [.. Images.Select(image => ImageReference.Parse(image.ItemSpec))];
        using var engine = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        // A target of the user's own may have added names.
        var ids = names.Zip(Images, (name, image) => (name, id: image.GetMetadata("ImageId"))).Where(pair => pair.id.Length > 0).ToLookup(pair => pair.name, pair => pair.id);
        var push = new ImagePush(engine.Api) { ImageIds = ids, Retries = Retries, RecordPath = MetadataFile };
        var results = await push.RunAsync(names, CredentialSources.For(names[0], isPushed: true), Progress, cancellationToken).ConfigureAwait(false);

        foreach (var failure in results.Select(result => result.Failure).OfType<DockerizeException>())
            LogError(Advisor.Explain(failure)!);
        if (results.Any(result => result.Digest is not null) && results.Any(result => result.Digest is null))
            LogError(RegistryDiagnostics.PartlyPushed(
                results.Where(result => result.Digest is not null).Select(result => result.Name),
                results.Where(result => result.Digest is null).Select(result => result.Name)));
        foreach (var (image, result) in Images.Zip(results, (image, result) => (image, result)).Where(pair => pair.result.Digest is not null))
        {
            image.SetMetadata("Digest", result.Digest.ToString());
            image.SetMetadata("Pushed", "true");
        }

        PushedImages = Images;
        Digest = results[0].Digest?.ToString() ?? "";
    }
}
