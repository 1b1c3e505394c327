using Dockerize.Containers;
using Dockerize.Engines;
using Dockerize.Images;
using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>The smoke test in a build. An image that has passed it is not tested again.</summary>
/// <param name="api">The API of the engine.</param>
/// <param name="test">The test; null for none.</param>
internal sealed class ImageTest(EngineApi api, SmokeTest? test)
{
    /// <summary>Tests an image, unless it has already passed the same test.</summary>
    /// <param name="images">The image, or the images of an image index.</param>
    /// <param name="name">The name of the image, for messages.</param>
    /// <param name="passed">The test in the record of the image; null if it has passed none.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the test.</param>
    /// <returns>The test that the image has passed, for its record; null if it has passed none.</returns>
    /// <exception cref="SmokeTestException">The image failed.</exception>
    public async Task<string?> RunAsync(
        IReadOnlyList<ImageInspection> images,
        string name,
        string? passed,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        if (test is null || passed == test.Id)
            return passed;

        var run = new SmokeTestRun(api, test);
        return await run.RunAsync(images, name, progress, cancellationToken).ConfigureAwait(false) ? test.Id : null;
    }

    /// <summary>
    /// Tests an image that was just built. If it fails, or if the test is canceled, an image without a name is removed.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="name">The name of the image, for messages.</param>
    /// <param name="progress">The receiver of progress messages; null for none.</param>
    /// <param name="cancellationToken">A token that cancels the test.</param>
    /// <returns>The test that the image has passed, for its record; null if it has passed none.</returns>
    /// <exception cref="SmokeTestException">The image failed.</exception>
    public async Task<string?> RunOnBuiltAsync(
        ImageInspection image,
        string name,
        IProgress<ProgressMessage>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await RunAsync([image], name, passed: null, progress, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            using var grace = new GracePeriod(cancellationToken);
            await RemoveUnnamedAsync(image.Id, grace.Token).ConfigureAwait(false);
            throw;
        }
    }

    private async Task RemoveUnnamedAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            if (await api.InspectImageAsync(id, cancellationToken).ConfigureAwait(false) is { Tags.Count: 0 })
                await api.RemoveImageAsync(id, isForced: false, keepsParents: false, cancellationToken)
                    .ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            // Another build or a container uses the image, or the engine stopped responding. This error must not
            // replace that of the test.
        }
    }
}
