namespace Dockerize.Build.Settings;

/// <summary>The effect of a setting on a build of the user's own Dockerfile (<c>DockerBuildFile</c>).</summary>
internal enum OwnDockerfileUse
{
    /// <summary>The setting applies.</summary>
    Applies,

    /// <summary>
    /// The setting applies only to the context of published files (<c>DockerBuildContext=Published</c>).
    /// </summary>
    AppliesToPublishedContext,

    /// <summary>The setting has no effect, and a warning (DKZ1021) lists it.</summary>
    Ignored,
}
