namespace Dockerize.Build.Advice;

/// <summary>
/// The reason why a project gets no image by default. The names are the values of the property <c>_DockerNoImage</c> in
/// the targets file.
/// </summary>
internal enum NoImageReason
{
    /// <summary>The output of the project is a library.</summary>
    Library,

    /// <summary>The project targets .NET Framework or another framework without Linux images.</summary>
    Framework,

    /// <summary>The project targets one operating system: <c>net10.0-windows</c>.</summary>
    Platform,

    /// <summary>The app runs in a browser.</summary>
    Browser,

    /// <summary>The project is packed as a .NET tool.</summary>
    Tool,

    /// <summary>The project contains tests.</summary>
    Test,

    /// <summary>The SDK's container publishing makes the image.</summary>
    SdkContainer,
}
