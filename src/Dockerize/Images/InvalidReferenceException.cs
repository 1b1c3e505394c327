namespace Dockerize.Images;

/// <summary>A text is not an image reference.</summary>
/// <param name="text">The text, without credentials.</param>
/// <param name="reason">Which part is invalid, as a clause.</param>
public sealed class InvalidReferenceException(string text, string reason)
    : FormatException($"Invalid image reference '{text}': {reason}.")
{
    /// <summary>The text, without credentials.</summary>
    public string Text => text;

    /// <summary>Which part is invalid, as a clause.</summary>
    public string Reason => reason;
}
