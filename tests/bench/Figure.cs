namespace Dockerize.Bench;

/// <summary>One measurement of a publish.</summary>
/// <param name="Store">The image store of the engine.</param>
/// <param name="Tool">The tool that created the image.</param>
/// <param name="Target">The destination of the image.</param>
/// <param name="Change">The change since the last publish.</param>
/// <param name="Seconds">The duration.</param>
/// <param name="Sent">The number of bytes that were sent to the engine.</param>
/// <param name="Pushed">The number of bytes that were sent to the registry.</param>
/// <param name="Memory">The peak memory of the largest process, in bytes.</param>
/// <param name="Dangling">The number of images without a name that the publish left.</param>
internal sealed record Figure(
    string Store,
    string Tool,
    string Target,
    string Change,
    double Seconds,
    long Sent,
    long Pushed,
    long Memory,
    int Dangling
)
{
    /// <summary>The image is only in the engine.</summary>
    public const string Engine = "engine";

    /// <summary>The image is pushed to a registry.</summary>
    public const string Registry = "registry";
}
