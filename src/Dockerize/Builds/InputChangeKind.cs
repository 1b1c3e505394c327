namespace Dockerize.Builds;

/// <summary>The difference between an input and that of the last build.</summary>
internal enum InputChangeKind
{
    /// <summary>The last build did not have the input.</summary>
    Added,

    /// <summary>The content or the value differs.</summary>
    Changed,

    /// <summary>A tag refers to another image.</summary>
    Moved,

    /// <summary>The input no longer exists.</summary>
    Removed,
}
