namespace Dockerize.Builds;

/// <summary>The part of a Dockerfile that specifies an image.</summary>
public enum SourceImageUse
{
    /// <summary>The operand of FROM.</summary>
    From,

    /// <summary>The option <c>--from</c> of COPY.</summary>
    Copy,

    /// <summary>The option <c>from</c> of RUN --mount.</summary>
    Mount,

    /// <summary>The directive <c># syntax=</c>: the image that parses the Dockerfile.</summary>
    Syntax,
}
