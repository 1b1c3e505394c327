namespace Dockerize.Images;

/// <summary>A text is not a valid image reference.</summary>
/// <param name="text">The invalid text, without credentials.</param>
/// <param name="reason">The reason: the invalid part of the text, as a clause.</param>
public sealed class InvalidReferenceException(string text, string reason)
    : FormatException($"Invalid image reference '{text}': {reason}.")
{
    /// <summary>The invalid text, without credentials.</summary>
    public string Text => text;

    /// <summary>The reason: the invalid part of the text, as a clause.</summary>
    public string Reason => reason;
}
