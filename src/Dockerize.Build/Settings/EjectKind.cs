namespace Dockerize.Build.Settings;

/// <summary>The form of a Dockerfile that the target <c>EjectDockerfile</c> writes.</summary>
internal enum EjectKind
{
    /// <summary>The Dockerfile compiles the app from its source.</summary>
    Source,

    /// <summary>The Dockerfile copies the published files.</summary>
    Published,
}
