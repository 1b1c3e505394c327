using System.Reflection;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Dockerize.Build.Tests;

/// <summary>Checks the references between the projects and folders of <c>src</c>.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    private const string Library = "Dockerize";
    private const string App = "Dockerize.Build";
    private const string Tasks = "Dockerize.Build.Tasks";

    /// <summary>The only file that contains routes of the engine API.</summary>
    private const string EngineApi = "src/Dockerize/Engines/EngineApi.cs";

    private static readonly string RepositoryRoot = typeof(ArchitectureTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    // bin/CONFIGURATION/FRAMEWORK/
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    // A literal that starts with a route. Interpolated, verbatim and raw literals end with the same quote.
    private static readonly Regex Route = new(
        @"""(?:/?(?:images|containers|distribution|exec|networks|volumes)/|/?_ping\b)",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex NamespaceLine = new(
        @"^namespace (?<name>[\w.]+);",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    );

    [TestMethod]
    [DataRow(Library, @"^(?:Dockerize\.|Microsoft\.Build)")]
    [DataRow(App, @"^(?:Dockerize\.Build\.|Microsoft\.Build)")]
    public void Projects_reference_only_lower_projects(string project, string forbidden)
    {
        using var assembly = Load(project);

        var references = assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);

        AssertNone(references.Where(reference => Regex.IsMatch(reference, forbidden)));
    }

    [TestMethod]
    [DataRow(Library)]
    [DataRow(App)]
    [DataRow(Tasks)]
    public void Folders_of_a_project_have_no_circular_references(string project)
    {
        using var assembly = Load(project);

        AssertNone(new NamespaceGraph(assembly.MainModule).FindCycles());
    }

    [TestMethod]
    public void References_between_folders_are_recognized()
    {
        using var assembly = Load(Library);

        var references = new NamespaceGraph(assembly.MainModule).References().ToList();

        Assert.Contains("Dockerize.Registries -> Dockerize.Images", references);
        // TarStream uses FileBlocks only in the bodies of its methods.
        Assert.Contains("Dockerize.Contexts -> Dockerize.Files", references);
        Assert.DoesNotContain("Dockerize.Images -> Dockerize.Registries", references);
    }

    [TestMethod]
    public void Namespaces_equal_folders() =>
        AssertNone(
            from path in Sources()
            // MSBuild finds this attribute by its full name.
            where Path.GetFileName(path) != "MSBuildMultiThreadableTaskAttribute.cs"
            let actual = NamespaceLine.Match(Read(path)).Groups["name"].Value
            let expected = Path.GetDirectoryName(path)!["src/".Length..].Replace('/', '.')
            where actual.Length > 0 && actual != expected
            select $"{path}: {actual}"
        );

    [TestMethod]
    public void Engine_API_routes_are_only_in_EngineApi() =>
        AssertNone(
            from path in Sources()
            where path != EngineApi
            from line in Read(path).Split('\n')
            where Route.IsMatch(line)
            select $"{path}: {line.Trim()}"
        );

    [TestMethod]
    public void Task_inputs_do_not_share_names_with_types()
    {
        using var library = Load(Library);
        using var app = Load(App);
        using var tasks = Load(Tasks);
        var types = new[] { library, app, tasks }
            .SelectMany(assembly => assembly.MainModule.Types)
            .Where(type => type.Namespace.StartsWith(Library, StringComparison.Ordinal))
            .Select(type => type.Name)
            .ToHashSet(StringComparer.Ordinal);

        AssertNone(
            from task in tasks.MainModule.Types
            where IsTask(task)
            from property in task.Properties
            where property.SetMethod is not null && types.Contains(property.Name)
            where property.CustomAttributes.All(attribute => attribute.AttributeType.Name != "OutputAttribute")
            select $"{task.Name}.{property.Name}"
        );
    }

    private static bool IsTask(TypeDefinition type)
    {
        for (var current = type; current?.BaseType is { } baseType; current = current.Module.GetType(baseType.FullName))
        {
            if (baseType.FullName == "Microsoft.Build.Utilities.Task")
                return true;
        }

        return false;
    }

    private static AssemblyDefinition Load(string project) =>
        AssemblyDefinition.ReadAssembly(
            Path.Combine(RepositoryRoot, "src", project, "bin", Configuration, "net8.0", project + ".dll")
        );

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryRoot, path).Replace('\\', '/'))
            .Where(path => !Regex.IsMatch(path, "/(?:bin|obj)/"))
            .Order(StringComparer.Ordinal);

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot, path));

    private static void AssertNone(IEnumerable<string> problems) => Assert.AreEqual("", string.Join('\n', problems));
}
