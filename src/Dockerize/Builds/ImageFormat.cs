namespace Dockerize.Builds;

/// <summary>The format of an image's manifest and configuration: their media types.</summary>
public enum ImageFormat
{
    /// <summary>The default of the engine.</summary>
    Default,

    /// <summary>
    /// The format of the OCI image specification (<c>application/vnd.oci.image.manifest.v1+json</c>).
    /// </summary>
    Oci,

    /// <summary>
    /// The format of Docker (<c>application/vnd.docker.distribution.manifest.v2+json</c>). It does not define
    /// annotations.
    /// </summary>
    Docker,
}
