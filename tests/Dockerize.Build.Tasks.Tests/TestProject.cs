using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// A published project, as the targets pass it to the tasks. MSBuild does not run. By default, no image is built and no
/// engine is required.
/// </summary>
internal sealed class TestProject : IDisposable
{
    private readonly List<TestBuildEngine> engines = [];
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, string> properties;
    private readonly List<ITaskItem> items = [];
    private readonly List<ITaskItem> published = [];
    private readonly List<ITaskItem> webAssets = [];

    public TestProject(string name = "Greeter")
    {
        Name = name;
        File = folder.Write($"src/{name}/{name}.csproj", "");
        properties = new(StringComparer.OrdinalIgnoreCase)
        {
            ["MSBuildProjectFullPath"] = File,
            ["AssemblyName"] = name,
            ["TargetFramework"] = "net10.0",
            ["TargetFrameworkVersion"] = "v10.0",
            ["NETCoreSdkVersion"] = "10.0.401",
            ["PublishDir"] = "bin/publish/",
            ["IntermediateOutputPath"] = "obj/Release/net10.0/",
            ["Configuration"] = "Release",
            ["PackageVersion"] = "1.0.0",
            ["Dockerize"] = "true",
            ["DockerBuild"] = "false",
            ["DockerWorkingDirectory"] = "/app",
        };
        Publish($"{name}.dll");
        Publish($"{name}.runtimeconfig.json");
    }

    public string Name { get; }

    public string File { get; }

    public string Folder => folder.Path;

    public TestProject Set(string property, string value)
    {
        properties[property] = value;
        return this;
    }

    /// <summary>Adds properties and items, written as in a project file.</summary>
    public TestProject Read(string xml)
    {
        foreach (var element in System.Xml.Linq.XElement.Parse($"<p>{xml}</p>").Elements())
        {
            if (element.Attribute("Include") is not { } include)
            {
                Set(element.Name.LocalName, element.Value);
                continue;
            }

            var metadata = element
                .Attributes()
                .Where(attribute => attribute != include)
                .Select(attribute => (attribute.Name.LocalName, attribute.Value))
                .Concat(element.Elements().Select(child => (child.Name.LocalName, child.Value)));
            Add(element.Name.LocalName, include.Value, [.. metadata]);
        }

        return this;
    }

    public TestProject Add(string type, string include, params (string Name, string Value)[] metadata)
    {
        // In MSBuild, the full path of an item starts with the project folder. A TaskItem uses the current directory.
        var identity = type == "DockerCopy" ? Path.Combine(Path.GetDirectoryName(File)!, include) : include;
        var item = new TaskItem(identity);
        item.SetMetadata("DockerItemType", type);
        foreach (var (name, value) in metadata)
            item.SetMetadata(name, value.Replace("%", "%25", StringComparison.Ordinal));
        items.Add(item);
        return this;
    }

    public TestProject Publish(string path, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(folder.Write($"src/{Name}/bin/publish/{path}", path));
        item.SetMetadata("RelativePath", path);
        foreach (var (name, value) in metadata)
            item.SetMetadata(name, value);
        published.Add(item);
        return this;
    }

    /// <summary>Adds a file of the project, which the SDK copies to the publish folder.</summary>
    public TestProject PublishContent(string path)
    {
        Publish(path);
        published[^1] = new TaskItem(PathOf(path), new Dictionary<string, string> { ["RelativePath"] = path });
        return this;
    }

    /// <summary>Adds a static web asset, which the SDK does not list among the published files.</summary>
    public TestProject AddWebAsset(string path)
    {
        webAssets.Add(new TaskItem(path, new Dictionary<string, string> { ["TargetPath"] = path }));
        return this;
    }

    /// <summary>Removes a static web asset from the project. A publish does not delete its file.</summary>
    public TestProject RemoveWebAsset(string path)
    {
        webAssets.RemoveAll(asset => asset.ItemSpec == path);
        return this;
    }

    /// <summary>Sets the properties that build the image with an engine.</summary>
    public TestProject Use(FaultyEngine engine) => Set("DockerBuild", "true").Set("DockerHost", engine.Host);

    /// <summary>Writes a file in the project folder.</summary>
    public string Write(string path, string content) => folder.Write($"src/{Name}/{path}", content);

    /// <summary>The full path of a file in the project folder.</summary>
    public string PathOf(string path) => Path.Combine(Path.GetDirectoryName(File)!, path);

    public TaskResult<GenerateDockerfile> Generate(TestBuildEngine? engine = null, string buildId = "")
    {
        using var task = new GenerateDockerfile
        {
            PublishedFiles = [.. published],
            StaticWebAssets = [.. webAssets],
            BuildId = buildId.Length > 0 ? buildId : Guid.NewGuid().ToString("N"),
        };
        return Run(task, engine);
    }

    /// <summary>Writes the Dockerfile to the project folder.</summary>
    public TaskResult<EjectDockerfile> Eject()
    {
        using var task = new EjectDockerfile { PublishedFiles = [.. published], StaticWebAssets = [.. webAssets] };
        return Run(task);
    }

    /// <summary>Finds the platforms that the targets publish the project for separately.</summary>
    public TaskResult<FindPlatformPublishes> FindPublishes()
    {
        using var task = new FindPlatformPublishes();
        return Run(task);
    }

    /// <summary>Generates the Dockerfile and builds the image, as in a publish.</summary>
    public TaskResult<BuildDockerImage> Build() => Build(Generate().Success().Task);

    public TaskResult<BuildDockerImage> Build(GenerateDockerfile plan)
    {
        using var task = BuildTask(plan);
        return Run(task);
    }

    public static BuildDockerImage BuildTask(GenerateDockerfile plan) =>
        new()
        {
            Dockerfiles = plan.Dockerfiles,
            DockerfileItems = plan.DockerfileItems,
            ContextFiles = plan.ContextFiles,
            References = plan.References,
        };

    public TaskResult<PushDockerImage> Push(params ITaskItem[] images)
    {
        using var task = new PushDockerImage { Images = images };
        return Run(task);
    }

    public TaskResult<SaveDockerImage> Save(params ITaskItem[] images)
    {
        using var task = new SaveDockerImage { Images = images };
        return Run(task);
    }

    public TaskResult<ExplainDockerImage> Explain()
    {
        using var task = new ExplainDockerImage();
        return Run(task);
    }

    public TaskResult<UpdateDockerBase> UpdateBase()
    {
        using var task = new UpdateDockerBase();
        return Run(task);
    }

    public TaskResult<T> Run<T>(T task, TestBuildEngine? engine = null)
        where T : DockerTask
    {
        if (engine is null)
            engines.Add(engine = new TestBuildEngine());
        task.BuildEngine = engine;
        task.ProjectFile = File;
        task.Properties =
        [
            .. properties
                .Where(property => property.Value.Length > 0)
                .Select(property => Property(property.Key, property.Value)),
        ];
        task.Items = [.. items];
        return new TaskResult<T>(task, task.Execute(), engine);
    }

    public void Dispose()
    {
        engines.ForEach(engine => engine.Dispose());
        folder.Dispose();
    }

    private static TaskItem Property(string name, string value)
    {
        var item = new TaskItem(name);
        item.SetMetadata("Value", value.Replace("%", "%25", StringComparison.Ordinal));
        return item;
    }
}
