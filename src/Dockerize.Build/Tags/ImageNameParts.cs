namespace Dockerize.Build.Tags;

/// <summary>The parts of the references of an image.</summary>
public sealed record ImageNameParts
{
    /// <summary>
    /// The whole reference. The default tag is <c>latest</c>. The other parts must not contradict it.
    /// </summary>
    public string? Image { get; set; }

    /// <summary>The registry, <c>host[:port]</c>; null or blank: the image stays in the engine.</summary>
    public string? Registry { get; set; }

    /// <summary>The path below the registry.</summary>
    public string? Repository { get; set; }

    /// <summary>
    /// The tags, with tokens, separated by spaces, semicolons or commas. The default is <c>latest</c>.
    /// </summary>
    public string? Tags { get; set; }

    /// <summary>The values of the tokens; null: none has a value.</summary>
    public TagValues? Values { get; set; }
}
