using System.Reflection;

namespace Dockerize.Testing;

/// <summary>The repository from which the tests were compiled.</summary>
internal static class Repository
{
    /// <summary>The full path of the repository.</summary>
    public static string Root { get; } =
        typeof(Repository)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot")
            .Value!;
}
