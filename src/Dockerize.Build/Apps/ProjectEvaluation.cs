using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Apps;

/// <summary>What MSBuild says of a .NET project, before anything of it was restored or built.</summary>
internal sealed class ProjectEvaluation
{
    private static readonly string[] Properties =
    [
        "AssemblyName", "OutputType", "TargetFramework", "TargetFrameworks", "TargetFrameworkVersion", "SelfContained", "PublishAot", "PublishTrimmed", "PublishSingleFile",
        "RuntimeIdentifier", "NETCoreSdkPortableRuntimeIdentifier", "InvariantGlobalization", "NETCoreSdkVersion",
    ];

    private readonly JObject answer;

    private ProjectEvaluation(JObject answer) => this.answer = answer;

    /// <summary>Whether the .NET SDK can start what it makes.</summary>
    public bool IsApp => Property("OutputType").ToUpperInvariant() is "EXE" or "WINEXE";

    /// <summary>The framework that it was evaluated for; empty: it names several.</summary>
    public string TargetFramework => Property("TargetFramework");

    /// <summary>Whether it is compiled ahead of time.</summary>
    public bool IsCompiledAhead => IsTrue("PublishAot");

    /// <summary>Whether publishing wants packages that a restore for no particular runtime does not fetch.</summary>
    public bool IsForOneRuntime => IsTrue("SelfContained") || IsCompiledAhead || IsTrue("PublishTrimmed") || IsTrue("PublishSingleFile") || Property("RuntimeIdentifier").Length > 0;

    /// <summary>The version of the SDK that understands it.</summary>
    public string SdkVersion => Property("NETCoreSdkVersion");

    /// <summary>What its image depends on.</summary>
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
                UsesAspNetCore = HasItem("FrameworkReference", "Microsoft.AspNetCore.App"),
                IsSelfContained = isSelfContained,
                IsTrimmed = IsTrue("PublishTrimmed") || IsCompiledAhead,
                UsesInvariantGlobalization = IsTrue("InvariantGlobalization"),
                SdkVersion = SdkVersion,
                // The one of this machine is what the SDK takes where the project names none, and the image's may be another.
                RuntimeIdentifier = Property("RuntimeIdentifier") is { Length: > 0 } rid && rid != Property("NETCoreSdkPortableRuntimeIdentifier") ? rid : null,
                Files = isSelfContained || IsTrue("PublishSingleFile") ? [] : [new PublishedFile(name + ".dll", name + ".dll", PublishedFileOrigin.App)],
            };
        }
    }

    /// <summary>Evaluates a project; of several frameworks, for the last one.</summary>
    /// <param name="project">Its full path.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">There is no .NET SDK, or it cannot evaluate the project: with what it says.</exception>
    public static async Task<ProjectEvaluation> RunAsync(string project, CancellationToken cancellationToken)
    {
        var outer = await RunAsync(project, "", cancellationToken).ConfigureAwait(false);
        var frameworks = outer.Property("TargetFrameworks").Split([';'], StringSplitOptions.RemoveEmptyEntries);
        return outer.TargetFramework.Length > 0 || frameworks.Length == 0 ? outer
            : await RunAsync(project, $" -p:TargetFramework={frameworks[frameworks.Length - 1].Trim()}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an item of some type has a name.</summary>
    public bool HasItem(string type, string name) =>
        (answer["Items"]?[type] as JArray ?? []).Any(item => string.Equals((string?)item["Identity"], name, StringComparison.OrdinalIgnoreCase));

    [SuppressMessage("Reliability", "CA2016:Forward the 'CancellationToken' parameter to methods", Justification = "What is cancelled is the process, and with it its output ends.")]
    private static async Task<ProjectEvaluation> RunAsync(string project, string argument, CancellationToken cancellationToken)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                "dotnet",
                $"msbuild \"{project}\" -nologo -p:Configuration=Release -p:_IsPublishing=true{argument} -getProperty:{string.Join(",", Properties)} -getItem:FrameworkReference,PackageReference,GlobalPackageReference")
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetDirectoryName(project)!,
            },
        };
        // Those of the SDK that runs this process, not of the one that the folder asks for.
        foreach (var variable in new[] { "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH" })
            process.StartInfo.Environment.Remove(variable);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"`dotnet` cannot be started to look into '{project}': {exception.Message.TrimEnd('.')}. Install the .NET SDK 8 or later.", exception);
        }

        using var registration = cancellationToken.Register(() => End(process));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.WhenAll(output, errors).ConfigureAwait(false);
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        var said = (await output.ConfigureAwait(false)).Trim();
        try
        {
            if (process.ExitCode == 0)
                return new ProjectEvaluation(JObject.Parse(said));
        }
        catch (JsonReaderException)
        {
            // An SDK before 8 does not know the switches, and prints something else.
        }

        var complaint = (await errors.ConfigureAwait(false)).Trim();
        throw new InvalidOperationException($"MSBuild cannot evaluate '{project}': {(complaint.Length > 0 ? complaint : said)}\nMend the project, or install the .NET SDK 8 or later.");
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private string Property(string name) => (string?)answer["Properties"]?[name] ?? "";

    private bool IsTrue(string property) => bool.TryParse(Property(property), out var value) && value;
}
