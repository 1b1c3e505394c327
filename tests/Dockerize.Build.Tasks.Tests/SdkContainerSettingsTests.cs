using System.Text.RegularExpressions;
using Microsoft.Build.Locator;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The settings of the SDK's container publishing are documented.</summary>
[TestClass]
public sealed class SdkContainerSettingsTests
{
    // The SDK computes these properties and items from the settings, or sets them for its own files.
    private static readonly string[] Computed =
    [
        "ContainerBaseDigest",
        "ContainerBaseName",
        "ContainerBaseRegistry",
        "ContainerBaseTag",
        "ContainerCustomTasksAssembly",
        "ContainerCustomTasksFolder",
        "ContainerEnvironmentVariables",
        "ContainerTaskFolderName",
        "ContainerTaskFramework",
    ];

    [TestMethod]
    public void Migration_page_lists_every_setting_of_the_SDK()
    {
        var folder = Path.Combine(SdkFolder, "Containers", "build");
        var settings = Directory
            .EnumerateFiles(folder, "Microsoft.NET.Build.Containers.*")
            .SelectMany(file => Regex.Matches(RemoveComments(File.ReadAllText(file)), @"[$@]\((?<name>\w+)"))
            .Select(match => match.Groups["name"].Value)
            .Where(name => Regex.IsMatch(name, "^(?:Container[A-Z]|EnableSdkContainer|LocalRegistry)"))
            .Distinct()
            .Except(Computed)
            .ToList();
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "moving.md"));

        Assert.IsGreaterThan(40, settings.Count);
        Assert.AreEqual(
            "",
            string.Join(' ', settings.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)))
        );
    }

    private static string SdkFolder =>
        MSBuildLocator.QueryVisualStudioInstances().MaxBy(instance => instance.Version)!.MSBuildPath;

    private static string RemoveComments(string xml) => Regex.Replace(xml, "<!--.*?-->", "", RegexOptions.Singleline);
}
