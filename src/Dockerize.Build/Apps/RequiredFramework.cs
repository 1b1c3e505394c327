namespace Dockerize.Build.Apps;

/// <summary>A shared framework that an app requires to start.</summary>
/// <param name="Name">The name: <c>Microsoft.AspNetCore.App</c>.</param>
/// <param name="Version">The minimum version.</param>
internal sealed record RequiredFramework(string Name, RuntimeVersion Version)
{
    /// <summary>The shared framework of every .NET app.</summary>
    public const string NetCore = "Microsoft.NETCore.App";

    /// <summary>The shared framework of ASP.NET Core.</summary>
    public const string AspNetCore = "Microsoft.AspNetCore.App";

    /// <summary>The roll-forward policy of the app, such as <c>Major</c>; null for the default <c>Minor</c>.</summary>
    public string? RollForward { get; init; }

    /// <summary>True if the .NET host accepts an installed version for the app.</summary>
    /// <param name="installed">The only version of this framework in the image.</param>
    /// <param name="rollForward">
    /// The value of <c>DOTNET_ROLL_FORWARD</c>, which overrides the policy of the app; null if it is not set.
    /// </param>
    public bool IsMetBy(RuntimeVersion installed, string? rollForward)
    {
        if (installed.CompareTo(Version) < 0)
            return false;

        var isSameMajor = installed.Major == Version.Major;
        var isSameMinor = isSameMajor && installed.Minor == Version.Minor;
        return (rollForward ?? RollForward ?? "").ToUpperInvariant() switch
        {
            "DISABLE" => installed.CompareTo(Version) == 0,
            "LATESTPATCH" => isSameMinor,
            "MAJOR" or "LATESTMAJOR" => true,
            _ => isSameMajor,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}
