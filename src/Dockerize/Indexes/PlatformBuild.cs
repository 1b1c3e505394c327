using Dockerize.Builds;
using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>The build of one platform of a multi-platform image.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Definition">The inputs of the build. The platform in the build options is replaced.</param>
/// <param name="Builder">The builder of the engine.</param>
internal sealed record PlatformBuild(Platform Platform, BuildDefinition Definition, IEngineBuilder Builder)
{
    /// <summary>The full path of the record of the last build; null to build every time.</summary>
    public string? RecordPath { get; init; }

    /// <summary>The full path of the inputs of the last build; null for none.</summary>
    public string? InputsPath { get; init; }
}
