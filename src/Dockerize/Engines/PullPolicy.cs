namespace Dockerize.Engines;

/// <summary>When an engine asks a registry for an image that a build starts FROM.</summary>
public enum PullPolicy
{
    /// <summary>When it does not have it.</summary>
    IfMissing,

    /// <summary>Each time: the registry may have a newer one under the same tag.</summary>
    Always,

    /// <summary>Not at all: what it does not have is an error.</summary>
    Never,
}
