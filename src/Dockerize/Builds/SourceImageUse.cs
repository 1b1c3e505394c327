namespace Dockerize.Builds;

/// <summary>The part of a Dockerfile that specifies an image.</summary>
public enum SourceImageUse
{
    /// <summary>FROM.</summary>
    From,

    /// <summary>COPY --from.</summary>
    Copy,

    /// <summary>RUN --mount=from.</summary>
    Mount,

    /// <summary>The directive <c># syntax=</c>: the image that parses the Dockerfile.</summary>
    Syntax,
}
