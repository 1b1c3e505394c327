using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>Loads MSBuild from the SDK that runs the tests, before any type of MSBuild is used.</summary>
internal static class SdkMSBuild
{
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "This is a test program."
    )]
    public static void Register() => MSBuildLocator.RegisterDefaults();
}
