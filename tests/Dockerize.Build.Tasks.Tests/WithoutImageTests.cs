using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// If a project gets no image, the reason is logged. A push or an image that is requested for such a project is an
/// error.
/// </summary>
[TestClass]
public sealed class WithoutImageTests
{
    private const string OwnReference = "";

    // The item is defined in another file, as NuGet does for a GlobalPackageReference.
    private const string SharedReference = """
        <ItemGroup><PackageReference Remove="Dockerize.Build" /></ItemGroup>
        <Import Project="../Shared.props" />
        """;

    [TestMethod]
    [DataRow("OutputType=Library", "OutputType is 'Library'")]
    [DataRow("PackAsTool=true _IsPublishing=true", "packed as a .NET tool")]
    [DataRow("TargetFrameworkIdentifier=.NETFramework", ".NETFramework")]
    [DataRow("TargetPlatformIdentifier=windows", "windows")]
    [DataRow("RuntimeIdentifier=browser-wasm", "browser")]
    [DataRow("IsTestProject=true", "test project")]
    [DataRow("IsTestingPlatformApplication=true", "test project")]
    [DataRow("PublishProfile=DefaultContainer", "PublishContainer")]
    public void Push_of_a_project_without_an_image_is_an_error(string arguments, string reason)
    {
        using var project = new TargetsProject(OwnReference);

        project.Run("Publish", "DockerPush=true " + arguments);

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ1040", error.Code);
        Assert.AreEqual(project.File, error.File);
        Assert.Contains(reason, error.Message!);
        Assert.IsNull(project.Dockerfile);
    }

    [TestMethod]
    [DataRow("OutputType=Library", "OutputType is 'Library'")]
    [DataRow("PackAsTool=true _IsPublishing=true", "packed as a .NET tool")]
    [DataRow("TargetFrameworkIdentifier=.NETFramework", ".NETFramework")]
    [DataRow("TargetPlatformIdentifier=windows", "windows")]
    [DataRow("RuntimeIdentifier=browser-wasm", "browser")]
    [DataRow("IsTestProject=true", "test project")]
    public void Reason_for_a_missing_image_is_logged(string arguments, string reason)
    {
        using var project = new TargetsProject(OwnReference);

        project.Run("Publish", arguments);

        Assert.Contains(reason, Reasons(project).Single());
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    [DataRow("Publish", "Dockerize=false OutputType=Library DockerPush=true", DisplayName = "Dockerize=false")]
    [DataRow("Publish", "IsPublishable=false DockerPush=true", DisplayName = "IsPublishable=false")]
    [DataRow("Build", "OutputType=Library DockerPush=true", DisplayName = "a build")]
    [DataRow(
        "Publish",
        "PackAsTool=true _IsPacking=true _IsPublishing=true DockerPush=true",
        DisplayName = "dotnet pack"
    )]
    [DataRow("Publish", "PackAsTool=true DockerPush=true", DisplayName = "the Pack target of MSBuild")]
    public void Project_that_requests_no_image_is_not_logged(string target, string arguments)
    {
        using var project = new TargetsProject(OwnReference);

        project.Run(target, arguments);

        Assert.IsEmpty(Reasons(project));
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    [DataRow("OutputType=Library", 0)]
    [DataRow("OutputType=Library DockerPush=true", 1)]
    public void Push_of_a_solution_does_not_fail_for_a_library_with_a_shared_reference(string arguments, int lines)
    {
        using var project = new TargetsProject(SharedReference);
        project.Write(
            "../Shared.props",
            """<Project><ItemGroup><PackageReference Include="Dockerize.Build" /></ItemGroup></Project>"""
        );

        project.Run("Publish", arguments);

        Assert.HasCount(lines, Reasons(project));
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    [DataRow("", "OutputType=Library", "Publish without -p:Dockerize=true")]
    [DataRow("<PropertyGroup><Dockerize>true</Dockerize></PropertyGroup>", "OutputType=Library", "OutputType=Exe")]
    [DataRow("", "TargetFrameworkIdentifier=.NETFramework", ".NETFramework")]
    [DataRow("", "TargetPlatformIdentifier=android", "android")]
    [DataRow("", "RuntimeIdentifier=browser-wasm", "browser")]
    [DataRow(
        """<ItemGroup><FrameworkReference Include="Microsoft.WindowsDesktop.App.WPF" /></ItemGroup>""",
        "TargetPlatformIdentifier=windows",
        "windows"
    )]
    public void Requested_image_of_a_project_without_a_program_is_an_error(string body, string arguments, string part)
    {
        using var project = new TargetsProject(body);

        project.Run(
            "Publish",
            $"DockerBuild=false {(body.Contains("<Dockerize>") ? "" : "Dockerize=true ")}{arguments}"
        );

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ1039", error.Code);
        Assert.Contains(part, error.Message!);
        Assert.IsNull(project.Dockerfile);
    }

    [TestMethod]
    [DataRow("OutputType=Library", "<DockerEntrypoint>[\"/host\"]</DockerEntrypoint>")]
    [DataRow("OutputType=Library", "<ContainerAppCommandInstruction>None</ContainerAppCommandInstruction>")]
    [DataRow("TargetPlatformIdentifier=windows", "", DisplayName = "a console app for Windows")]
    [DataRow("OutputType=WinExe", "")]
    [DataRow("PackAsTool=true _IsPublishing=true", "")]
    [DataRow("IsTestProject=true", "")]
    public void Requested_image_is_created_if_the_project_has_a_program_or_an_entry_point(
        string arguments,
        string properties
    )
    {
        using var project = new TargetsProject($"<PropertyGroup>{properties}</PropertyGroup>");

        project.Run("Publish", "DockerBuild=false Dockerize=true " + arguments);

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.IsNotNull(project.Dockerfile);
    }

    [TestMethod]
    public void Library_with_a_custom_Dockerfile_is_accepted()
    {
        using var project = new TargetsProject();
        project.Write("Own.Dockerfile", "FROM scratch\n");

        project.Run("Publish", "DockerBuild=false Dockerize=true OutputType=Library DockerBuildFile=Own.Dockerfile");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    public void Referenced_library_builds_if_the_command_line_requests_images()
    {
        using var project = new TargetsProject();

        project.Run("Build", "Dockerize=true DockerizeOnBuild=true OutputType=Library");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    private static List<string> Reasons(TargetsProject project) =>
        [
            .. project
                .Log.OfType<BuildMessageEventArgs>()
                .Where(message => message.Importance == MessageImportance.High)
                .Select(message => message.Message!)
                .Where(message => message.Contains("gets no image", StringComparison.Ordinal)),
        ];
}
