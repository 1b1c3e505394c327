using Dockerize.Build.Advice;
using Dockerize.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Apps;

/// <summary>The packages of a project, from the result of its restore (<c>project.assets.json</c>).</summary>
internal sealed class ProjectAssets
{
    // The file of a project with 1,000 packages has about 8 MB.
    private const int MaximumSize = 256 * 1024 * 1024;

    private const StringComparison Any = StringComparison.OrdinalIgnoreCase;

    // The groups of files in a target that an app loads.
    private static readonly string[] RuntimeGroups = ["runtime", "native", "runtimeTargets", "resource"];

    private readonly Dictionary<string, ProjectPackage> packages;
    private readonly ILookup<string, ProjectPackage> byId;

    private ProjectAssets(IEnumerable<ProjectPackage> packages, IReadOnlyList<string> direct)
    {
        this.packages = new Dictionary<string, ProjectPackage>(StringComparer.Ordinal);
        foreach (var package in packages)
            this.packages[package.Identity.Key] = package;
        byId = Packages.ToLookup(package => package.Identity.Id, StringComparer.OrdinalIgnoreCase);
        Direct = direct;
    }

    /// <summary>The packages and projects of the target framework, sorted by id.</summary>
    public IEnumerable<ProjectPackage> Packages =>
        packages.Values.OrderBy(package => package.Identity.Key, StringComparer.Ordinal);

    /// <summary>The ids of the packages and projects that the project references directly.</summary>
    public IReadOnlyList<string> Direct { get; }

    /// <summary>Finds a package; null if the restore does not contain it.</summary>
    public ProjectPackage? Find(PackageIdentity identity) =>
        packages.TryGetValue(identity.Key, out var package) ? package : null;

    /// <summary>Finds a package or project by its id; null if the restore does not contain it.</summary>
    public ProjectPackage? FindById(string id) => byId[id].FirstOrDefault();

    /// <summary>Reads the result of a restore.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="framework">The target framework: <c>net10.0</c>.</param>
    /// <param name="runtimeIdentifier">The runtime identifier; null for a portable app.</param>
    /// <exception cref="DiagnosticException">DKZ1055: the file was not found or is invalid.</exception>
    public static ProjectAssets Read(string path, string framework, string? runtimeIdentifier)
    {
        try
        {
            return Read(JObject.Parse(RegularFile.ReadText(path, MaximumSize)), framework, runtimeIdentifier);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(SbomDiagnostics.InvalidAssets(path, exception.Message), exception);
        }
    }

    private static ProjectAssets Read(JObject assets, string framework, string? runtimeIdentifier)
    {
        var hashes = Properties(assets["libraries"])
            .ToDictionary(library => library.Name, library => Text(library.Value, "sha512"), StringComparer.Ordinal);
        var packages = Properties(FindTarget(assets, framework, runtimeIdentifier))
            .Select(library => ReadPackage(library, hashes))
            .OfType<ProjectPackage>();
        var direct =
            FindByFramework(Properties(assets["projectFileDependencyGroups"]), framework) as JArray ?? new JArray();
        return new ProjectAssets(packages, [.. direct.Select(item => $"{item}".Split(' ')[0])]);
    }

    // The target for a runtime identifier contains the files that NuGet selects for it.
    private static JToken? FindTarget(JObject assets, string framework, string? runtimeIdentifier)
    {
        var targets = Properties(assets["targets"]).ToList();
        return FindByFramework(targets.Where(target => target.Name.EndsWith($"/{runtimeIdentifier}", Any)), framework)
            ?? FindByFramework(targets.Where(target => target.Name.IndexOf('/') < 0), framework);
    }

    // Old versions of NuGet use long names, such as .NETCoreApp,Version=v8.0. The result of a project with one target
    // framework has one name.
    private static JToken? FindByFramework(IEnumerable<JProperty> candidates, string framework)
    {
        var all = candidates.ToList();
        return (
            all.Find(candidate => candidate.Name.Split('/')[0].Equals(framework, Any)) ?? all.FirstOrDefault()
        )?.Value;
    }

    private static ProjectPackage? ReadPackage(JProperty library, Dictionary<string, string> hashes)
    {
        if (library.Name.Split('/') is not [{ Length: > 0 } id, { Length: > 0 } version])
            return null;

        return new ProjectPackage(new PackageIdentity(id, version))
        {
            IsProject = Text(library.Value, "type") == "project",
            HasRuntimeFiles = RuntimeGroups.Any(group => HasFiles((library.Value as JObject)?[group])),
            Dependencies =
            [
                .. Properties((library.Value as JObject)?["dependencies"]).Select(dependency => dependency.Name),
            ],
            Sha512 = hashes.TryGetValue(library.Name, out var hash) ? hash : "",
        };
    }

    // The file _._ is a placeholder for a group without files.
    private static bool HasFiles(JToken? group) =>
        Properties(group).Any(file => !file.Name.EndsWith("/_._", StringComparison.Ordinal));

    private static IEnumerable<JProperty> Properties(JToken? json) => (json as JObject)?.Properties() ?? [];

    private static string Text(JToken json, string name) =>
        (json as JObject)?[name] is JValue { Value: string text } ? text : "";
}
