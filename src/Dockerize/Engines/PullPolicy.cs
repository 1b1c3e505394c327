namespace Dockerize.Engines;

/// <summary>The policy that decides when an engine pulls an image that a build starts from.</summary>
public enum PullPolicy
{
    /// <summary>
    /// Pull the image only if the engine does not have it, or has it for another platform than requested.
    /// </summary>
    IfMissing,

    /// <summary>Always pull the image, because the registry may have a newer one under the same tag.</summary>
    Always,

    /// <summary>Never pull the image. A missing image is an error.</summary>
    Never,
}
