namespace Dockerize.Engines;

/// <summary>When an engine pulls an image that a build starts from.</summary>
public enum PullPolicy
{
    /// <summary>If the engine does not have the image.</summary>
    IfMissing,

    /// <summary>Each time: the registry may have a newer image under the same tag.</summary>
    Always,

    /// <summary>Never: a missing image is an error.</summary>
    Never,
}
