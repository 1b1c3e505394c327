using System.Reflection;

namespace Dockerize.Testing;

/// <summary>The repository that the tests were compiled from.</summary>
internal static class Repository
{
    /// <summary>The full path of its folder.</summary>
    public static string Root { get; } =
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;
}
