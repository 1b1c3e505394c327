using System.ComponentModel;
using Dockerize.Processes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Apps;

/// <summary>The properties and items of a .NET project, evaluated by MSBuild without a restore or a build.</summary>
internal sealed class ProjectEvaluation
{
    private static readonly string[] Properties =
    [
        "AssemblyName",
        "OutputType",
        "TargetFramework",
        "TargetFrameworks",
        "TargetFrameworkVersion",
        "SelfContained",
        "PublishAot",
        "PublishTrimmed",
        "PublishSingleFile",
        "RuntimeIdentifier",
        "NETCoreSdkPortableRuntimeIdentifier",
        "InvariantGlobalization",
        "NETCoreSdkVersion",
    ];

    private readonly JObject answer;

    private ProjectEvaluation(JObject answer) => this.answer = answer;

    /// <summary>True if the project builds an executable.</summary>
    public bool IsApp => Property("OutputType").ToUpperInvariant() is "EXE" or "WINEXE";

    /// <summary>
    /// The target framework; the last one if the project has several, empty if the project specifies none.
    /// </summary>
    public string TargetFramework => Property("TargetFramework");

    /// <summary>True if the app is compiled ahead of time (native AOT).</summary>
    public bool IsCompiledAhead => IsTrue("PublishAot");

    /// <summary>
    /// True if the app is published for one runtime identifier. The publish can then require packages that a restore
    /// without a runtime identifier does not download.
    /// </summary>
    public bool IsForOneRuntime =>
        IsTrue("SelfContained")
        || IsCompiledAhead
        || IsTrue("PublishTrimmed")
        || IsTrue("PublishSingleFile")
        || Property("RuntimeIdentifier").Length > 0;

    /// <summary>The version of the SDK that evaluated the project.</summary>
    public string SdkVersion => Property("NETCoreSdkVersion");

    /// <summary>The properties of the app that its image depends on.</summary>
    public PublishedApp App
    {
        get
        {
            var name = Property("AssemblyName");
            var isSelfContained = IsTrue("SelfContained") || IsCompiledAhead;
            return new PublishedApp
            {
                AssemblyName = name,
                FrameworkVersion = Property("TargetFrameworkVersion").TrimStart('v'),
                UsesAspNetCore = HasItem("FrameworkReference", RequiredFramework.AspNetCore),
                IsSelfContained = isSelfContained,
                IsTrimmed = IsTrue("PublishTrimmed") || IsCompiledAhead,
                UsesInvariantGlobalization = IsTrue("InvariantGlobalization"),
                SdkVersion = SdkVersion,
                RuntimeIdentifier = FindRuntimeIdentifier(),
                Files =
                    isSelfContained || IsTrue("PublishSingleFile")
                        ? []
                        : [new PublishedFile(name + ".dll", name + ".dll", LayerRules.Default)],
            };
        }
    }

    /// <summary>Evaluates a project. If it has several target frameworks, the last one is used.</summary>
    /// <param name="project">The full path of the project file.</param>
    /// <param name="cancellationToken">A token that cancels the evaluation.</param>
    /// <exception cref="InvalidOperationException">
    /// The .NET SDK was not found, or it could not evaluate the project. The message contains the output of MSBuild.
    /// </exception>
    public static async Task<ProjectEvaluation> RunAsync(string project, CancellationToken cancellationToken)
    {
        var outer = await RunAsync(project, "", cancellationToken).ConfigureAwait(false);
        var frameworks = outer.Property("TargetFrameworks").Split([';'], StringSplitOptions.RemoveEmptyEntries);
        if (outer.TargetFramework.Length > 0 || frameworks.Length == 0)
            return outer;

        var last = frameworks[frameworks.Length - 1].Trim();
        return await RunAsync(project, $" -p:TargetFramework={last}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True if the project has an item.</summary>
    /// <param name="type">The item type, such as <c>PackageReference</c>.</param>
    /// <param name="name">The identity of the item. Case is ignored.</param>
    public bool HasItem(string type, string name) =>
        (answer["Items"]?[type] as JArray ?? []).Any(item =>
            string.Equals((string?)item["Identity"], name, StringComparison.OrdinalIgnoreCase)
        );

    private static async Task<ProjectEvaluation> RunAsync(
        string project,
        string argument,
        CancellationToken cancellationToken
    )
    {
        var result = await EvaluateAsync(project, argument, cancellationToken).ConfigureAwait(false);
        var (output, errors) = (result.Output.Trim(), result.Errors.Trim());
        try
        {
            if (result.ExitCode == 0)
                return new ProjectEvaluation(JObject.Parse(output));
        }
        catch (JsonReaderException)
        {
            // The error below contains the output.
        }

        throw new InvalidOperationException(
            $"Could not evaluate '{project}': {(errors.Length > 0 ? errors : output)}\n"
                + "Fix the project, or install the .NET SDK 8 or later."
        );
    }

    private static async Task<ChildProcessResult> EvaluateAsync(
        string project,
        string argument,
        CancellationToken cancellationToken
    )
    {
        var command = new ChildProcessCommand(
            "dotnet",
            $"msbuild \"{project}\" -nologo -p:Configuration=Release -p:_IsPublishing=true{argument} "
                + $"-getProperty:{string.Join(",", Properties)} "
                + "-getItem:FrameworkReference,PackageReference,GlobalPackageReference"
        )
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
            // These variables select the SDK that runs this process, but the folder of the project may require another
            // SDK.
            RemovedVariables = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH"],
        };
        try
        {
            return await ChildProcess.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"Could not start `dotnet` to evaluate '{project}': {exception.Message.TrimEnd('.')}. "
                    + "Install the .NET SDK 8 or later.",
                exception
            );
        }
    }

    // Ignores the runtime identifier of this machine, which is the SDK's default, because the image may have another
    // platform.
    private string? FindRuntimeIdentifier() =>
        Property("RuntimeIdentifier") is { Length: > 0 } rid && rid != Property("NETCoreSdkPortableRuntimeIdentifier")
            ? rid
            : null;

    private string Property(string name) => (string?)answer["Properties"]?[name] ?? "";

    private bool IsTrue(string property) => bool.TryParse(Property(property), out var value) && value;
}
