using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// The targets resolve properties in the order of precedence of the SDK, and decide which projects get an image.
/// </summary>
[TestClass]
public sealed class TargetsTests
{
    [TestMethod]
    [DataRow("Dockerize", "true", "")]
    [DataRow("Dockerize", "false", "PublishProfile=DefaultContainer")]
    [DataRow("Dockerize", "false", "WebPublishMethod=Container")]
    [DataRow("Dockerize", "true", "WebPublishMethod=Container Dockerize=true")]
    [DataRow("Dockerize", "false", "RuntimeIdentifier=browser-wasm")]
    [DataRow("Dockerize", "false", "OutputType=Library")]
    [DataRow("Dockerize", "true", "OutputType=WinExe")]
    [DataRow("Dockerize", "false", "IsTestProject=true")]
    [DataRow("Dockerize", "false", "IsTestingPlatformApplication=true")]
    [DataRow("Dockerize", "false", "PackAsTool=true")]
    [DataRow("Dockerize", "true", "PackAsTool=true FileBasedProgram=true")]
    [DataRow("Dockerize", "false", "PackAsTool=true FileBasedProgram=true _IsPacking=true")]
    [DataRow("Dockerize", "false", "IsPublishable=false")]
    [DataRow("Dockerize", "false", "IsPublishable=false Dockerize=true")]
    [DataRow("Dockerize", "false", "TargetFrameworkIdentifier=.NETFramework")]
    [DataRow("Dockerize", "false", "TargetPlatformIdentifier=Windows")]
    [DataRow("Dockerize", "false", "Dockerize=false")]
    [DataRow("DockerizeOnBuild", "false", "")]
    [DataRow("DockerizePublishContainer", "false", "")]
    [DataRow("DockerBuild", "true", "")]
    [DataRow("DockerBuild", "false", "DockerBuild=false")]
    [DataRow("DockerPush", "false", "")]
    [DataRow("DockerArchive", "", "")]
    [DataRow("DockerArchive", "a", "ContainerArchiveOutputPath=a")]
    [DataRow("DockerArchive", "b", "ContainerArchiveOutputPath=a DockerArchive=b")]
    [DataRow("DockerRegistry", "", "")]
    [DataRow("DockerRegistry", "a", "ContainerRegistry=a")]
    [DataRow("DockerRegistry", "b", "ContainerRegistry=a RegistryUrl=b")]
    [DataRow("DockerRegistry", "c", "ContainerRegistry=a RegistryUrl=b DockerRegistry=c")]
    [DataRow("DockerRepository", "a", "ContainerRepository=a")]
    [DataRow("DockerRepository", "b", "ContainerRepository=a ContainerImageName=b")]
    [DataRow("DockerRepository", "c", "ContainerRepository=a ContainerImageName=b DockerRepository=c")]
    [DataRow("DockerTags", "a", "ContainerImageTag=a")]
    [DataRow("DockerTags", "b", "ContainerImageTags=b")]
    [DataRow("DockerTags", "c", "ContainerImageTag=a PublishImageTag=c")]
    [DataRow("DockerTags", "e", "PublishImageTag=c DockerTag=e")]
    [DataRow("DockerTags", "", "DockerImage=x DockerTag=e")]
    [DataRow("DockerPorts", "9", "DockerPort=9")]
    [DataRow("DockerPorts", "8", "DockerPort=9 DockerPorts=8")]
    [DataRow("DockerTags", "d", "ContainerImageTag=a PublishImageTag=c DockerTags=d")]
    [DataRow("DockerTags", "", "DockerImage=x ContainerImageTag=a")]
    [DataRow("DockerTags", "{timestamp}", "AutoGenerateImageTag=true")]
    [DataRow("DockerTags", "b", "AutoGenerateImageTag=true ContainerImageTags=b")]
    [DataRow("DockerRepository", "c", "DockerImage=x ContainerRepository=a DockerRepository=c")]
    [DataRow("DockerBaseImage", "a", "ContainerBaseImage=a")]
    [DataRow("DockerBaseVariant", "a", "ContainerFamily=a")]
    [DataRow("DockerPull", "IfMissing", "")]
    [DataRow("DockerPlatforms", "", "")]
    [DataRow("DockerPlatforms", "linux-arm64", "ContainerRuntimeIdentifiers=linux-arm64")]
    [DataRow("DockerPlatforms", "a", "ContainerRuntimeIdentifiers=linux-arm64 DockerPlatforms=a")]
    [DataRow("DockerImageUser", "a", "ContainerUser=a")]
    [DataRow("DockerWorkingDirectory", "/app", "")]
    [DataRow("DockerWorkingDirectory", "/a", "ContainerWorkingDirectory=/a")]
    [DataRow("DockerBuildFile", "a", "DockerfileFile=a")]
    [DataRow("DockerBuildContext", "a", "DockerfileContext=a")]
    [DataRow("DockerPruneRuntimes", "true", "")]
    [DataRow("DockerBuildNoCache", "false", "")]
    [DataRow("DockerForceBuild", "false", "")]
    public void Properties_have_the_documented_fallbacks_and_defaults(
        string property,
        string expected,
        string arguments
    )
    {
        using var project = new TargetsProject();

        Assert.AreEqual(expected, project.Run("ResolveDockerProperties", arguments).GetPropertyValue(property));
    }

    [TestMethod]
    [DataRow(
        """<ItemGroup><PackageReference Remove="Dockerize.Build" /></ItemGroup>""",
        "false",
        DisplayName = "a package reference of another project"
    )]
    [DataRow(
        """<Target Name="Mine" BeforeTargets="ResolveDockerProperties"><PropertyGroup><Dockerize>false</Dockerize>"""
            + """</PropertyGroup></Target>""",
        "false",
        DisplayName = "a target of the user"
    )]
    [DataRow(
        """<Target Name="Mine" BeforeTargets="ResolveDockerProperties"><PropertyGroup>"""
            + """<Dockerize Condition="'$(Dockerize)' == ''">false</Dockerize></PropertyGroup></Target>""",
        "false",
        DisplayName = "a default of a target"
    )]
    [DataRow(
        """<Target Name="Mine" BeforeTargets="ResolveDockerProperties"><PropertyGroup>"""
            + """<IsPublishable>false</IsPublishable></PropertyGroup></Target>""",
        "false",
        DisplayName = "a property that a target sets"
    )]
    public void Dockerize_can_be_disabled_by_the_project_and_its_targets(string body, string expected)
    {
        using var project = new TargetsProject(body);

        var published = project.Run("Publish", "_IsPublishing=true DockerBuild=false");

        Assert.AreEqual(expected, published.GetPropertyValue("Dockerize"));
    }

    [TestMethod]
    [DataRow("""<Target Name="Mine" BeforeTargets="ResolveDockerProperties">""", DisplayName = "BeforeTargets")]
    [DataRow(
        """
            <PropertyGroup>
              <ResolveDockerPropertiesDependsOn>$(ResolveDockerPropertiesDependsOn);Mine</ResolveDockerPropertiesDependsOn>
            </PropertyGroup>
            <Target Name="Mine">
            """,
        DisplayName = "DependsOn"
    )]
    public void Target_before_ResolveDockerProperties_can_set_fallback_properties(string target)
    {
        using var project = new TargetsProject(
            $"{target}<PropertyGroup><ContainerRegistry>a</ContainerRegistry></PropertyGroup></Target>"
        );

        Assert.AreEqual("a", project.Run("ResolveDockerProperties").GetPropertyValue("DockerRegistry"));
    }

    [TestMethod]
    public void Projects_of_a_build_share_one_build_id_across_configurations()
    {
        using var project = new TargetsProject(
            """
            <Target Name="Id" DependsOnTargets="Publish;GenerateDockerfile" Returns="@(_DockerBuildId)" />
            <Target Name="Both">
              <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="Id" Properties="Configuration=A;OutputPath=a">
                <Output TaskParameter="TargetOutputs" ItemName="Ids" />
              </MSBuild>
              <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="Id" Properties="Configuration=B;OutputPath=b">
                <Output TaskParameter="TargetOutputs" ItemName="Ids" />
              </MSBuild>
            </Target>
            """
        );

        var ids = project.Run("Both", "DockerBuild=false").GetItems("Ids").Select(id => id.EvaluatedInclude).ToList();

        Assert.HasCount(2, ids);
        Assert.AreEqual(ids[0], ids[1]);
    }

    [TestMethod]
    [DataRow("", "")]
    [DataRow("SolutionPath=*Undefined*", "")]
    [DataRow("SolutionPath=/src/Shop.slnx", "true")]
    [DataRow("SolutionPath=/src/Shop.slnx BuildingInsideVisualStudio=true", "false")]
    public void Project_is_one_of_several_in_a_solution_outside_Visual_Studio(string arguments, string expected)
    {
        using var project = new TargetsProject();

        var result = project.Run("GenerateDockerfile", $"DockerBuild=false {arguments}");

        Assert.AreEqual(expected, result.GetPropertyValue("_DockerIsOneOfSeveral"));
    }

    [TestMethod]
    public void Publish_writes_the_Dockerfile_with_items_and_properties_of_the_project()
    {
        using var project = new TargetsProject(
            """
            <PropertyGroup>
              <DockerLabels>team=shop%3Btier=front;b=2</DockerLabels>
              <DockerHealthCheck>test "$(AssemblyName)" = 'App' ; true</DockerHealthCheck>
            </PropertyGroup>
            <ItemGroup>
              <DockerPort Include="9090" />
              <DockerPort Include="5353" Protocol="udp" />
              <ContainerPort Include="7070" Type="udp" />
              <DockerRun Include="x" Command="printf '%s\n' 'a;b*c' 's/\.foo\b/x/' &gt; /out" />
              <DockerEnvironmentVariable Include="C" Value="%24(x) 100%25 %3B;" />
              <DockerCopy Include="data/**/*.txt" To="/opt" />
            </ItemGroup>
            """
        );
        project.Write("data/sub/names.txt", "Ada");

        var result = project.Run("Publish", "DockerBuild=false");

        var dockerfile = Dockerfile.Parse(project.Dockerfile!);
        dockerfile.HasLine("EXPOSE 7070/udp 9090 5353/udp");
        dockerfile.HasLine("RUN printf '%s\\n' 'a;b*c' 's/\\.foo\\b/x/' > /out");
        dockerfile.HasLine("ENV C=\"\\$(x) 100% ;;\"");
        dockerfile.HasLine("HEALTHCHECK CMD test \"App\" = 'App' ; true");
        dockerfile.HasLine("LABEL b=\"2\" \\");
        dockerfile.HasLine("    tier=\"front\"");
        dockerfile.HasLine("COPY copy-1/ /opt/");
        Assert.Contains(
            "copy-1/sub/names.txt",
            result.GetItems("_DockerContextFile").Select(file => file.GetMetadataValue("ContextPath"))
        );
        Assert.Contains(
            "App -> " + Path.Combine(Path.GetDirectoryName(project.File)!, "obj", "docker", "Dockerfile"),
            High(project)
        );
    }

    [TestMethod]
    public void Blank_and_empty_command_arguments_reach_the_image()
    {
        using var project = new TargetsProject(
            """
            <ItemGroup>
              <Argument Include="1" Text="" />
              <ContainerAppCommandArgs Include="%20lead;trail%20;%20" />
            </ItemGroup>
            <Target Name="Mine" BeforeTargets="GenerateDockerfile">
              <CreateItem Include="@(Argument->'%(Text)')">
                <Output TaskParameter="Include" ItemName="ContainerAppCommandArgs" />
              </CreateItem>
            </Target>
            """
        );

        project.Run("Publish", "DockerBuild=false");

        Assert.Contains("ENTRYPOINT [\"dotnet\",\"/app/App.dll\",\" lead\",\"trail \",\" \"", project.Dockerfile!);
    }

    [TestMethod]
    [DataRow("<ItemGroup><ContainerDefaultArgs Include=\"a%00b\" /></ItemGroup>", "in ContainerDefaultArgs")]
    [DataRow("<ItemGroup><DockerRun Include=\"a\" Command=\"echo %00\" /></ItemGroup>", "in RUN")]
    [DataRow("<PropertyGroup><DockerLabels>a=%00</DockerLabels></PropertyGroup>", "'a' in LABEL")]
    [DataRow("<PropertyGroup><DockerCommand>a%00</DockerCommand></PropertyGroup>", "in DockerCommand")]
    public void NUL_character_is_an_error_with_its_location(string body, string place)
    {
        using var project = new TargetsProject(body);

        project.Run("Publish", "DockerBuild=false");

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ1042", error.Code);
        Assert.Contains(place, error.Message!);
    }

    [TestMethod]
    [DataRow("Build", "")]
    [DataRow("Publish", "Dockerize=false")]
    [DataRow("Publish", "IsPublishable=false")]
    [DataRow("Publish", "OutputType=Library")]
    [DataRow("Publish", "PublishProfile=DefaultContainer")]
    public void Build_or_publish_without_an_image_writes_nothing(string target, string arguments)
    {
        using var project = new TargetsProject();

        project.Run(target, "DockerHost=unix:///nowhere/docker.sock " + arguments);

        Assert.IsNull(project.Dockerfile);
        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    public void Image_creation_by_the_SDK_is_logged()
    {
        using var project = new TargetsProject();

        project.Run("Publish", "PublishProfile=DefaultContainer");

        Assert.Contains(
            "Skipped the image of Dockerize.Build, because PublishContainer was requested. "
                + "To build it instead of the SDK's image, set DockerizePublishContainer=true. "
                + "To build both images, set Dockerize=true in the project.",
            High(project)
        );
    }

    [TestMethod]
    public void Labels_follow_the_package_properties()
    {
        using var project = new TargetsProject(
            """
            <PropertyGroup>
              <Description>Greets "everybody"
                for $5</Description>
              <PackageVersion>1.2.3</PackageVersion>
              <Authors>Ada</Authors>
            </PropertyGroup>
            <ItemGroup><DockerLabel Include="org.opencontainers.image.version" Value="7" /></ItemGroup>
            """
        );

        project.Run(
            "Publish",
            "DockerBuild=false SOURCE_DATE_EPOCH=946684800 ContainerGenerateLabelsImageAuthors=false"
        );

        Assert.Contains("org.opencontainers.image.created=\"2000-01-01T00:00:00Z\"", project.Dockerfile!);
        Assert.Contains(
            "org.opencontainers.image.description=\"Greets \\\"everybody\\\" for \\$5\"",
            project.Dockerfile!
        );
        Assert.Contains("org.opencontainers.image.version=\"7\"", project.Dockerfile!);
        Assert.DoesNotContain("authors", project.Dockerfile!);
    }

    [TestMethod]
    public void Target_before_GenerateDockerfile_can_change_properties_and_items()
    {
        using var project = new TargetsProject(
            """
            <Target Name="Mine" BeforeTargets="GenerateDockerfile">
              <PropertyGroup><DockerImageUser>1234</DockerImageUser></PropertyGroup>
              <ItemGroup><DockerPort Include="4321" /></ItemGroup>
            </Target>
            """
        );

        project.Run("Publish", "DockerBuild=false");

        Assert.Contains("\nUSER 1234\n", project.Dockerfile!);
        Assert.Contains("\nEXPOSE 4321\n", project.Dockerfile!);
    }

    [TestMethod]
    public void Error_has_the_project_file_and_a_help_link()
    {
        using var project = new TargetsProject();

        project.Run("Publish", "DockerHost=unix:///nowhere/docker.sock");

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ2001", error.Code);
        Assert.AreEqual(project.File, error.File);
        Assert.EndsWith("docs/DKZ2.md#dkz2001", error.HelpLink);
    }

    [TestMethod]
    public void BuildDockerImage_without_a_publish_is_an_error()
    {
        using var project = new TargetsProject();

        project.Run("BuildDockerImage");

        Assert.AreEqual("DKZ1001", project.Log.OfType<BuildErrorEventArgs>().Single().Code);
    }

    [TestMethod]
    public void Build_options_and_items_reach_the_BuildDockerImage_task()
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TargetsProject(
            """
            <ItemGroup>
              <DockerBuildArg Include="WHO" Value="Ada; and 100%25" />
              <DockerBuildCacheFrom Include="r.io/shop:latest" />
            </ItemGroup>
            """
        );

        project.Run("Publish", $"DockerHost={engine.Host} DockerBuildNetwork=none");

        var request = Uri.UnescapeDataString(
            engine.Requests.Single(line => line.StartsWith("POST /build?", StringComparison.Ordinal))
        );
        Assert.Contains("networkmode=none", request);
        Assert.Contains("cachefrom=[\"r.io/shop:latest\"]", request);
        Assert.Contains("buildargs={\"WHO\":\"Ada; and 100%\",", request);
    }

    [TestMethod]
    [DataRow("DKZ1049", """<DockerBuildSecret Include="a" Source="no such file" />""")]
    [DataRow("DKZ1050", """<DockerBuildSsh Include="a=no such file" />""")]
    public void Secrets_and_ssh_agents_reach_the_BuildDockerImage_task(string code, string item)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TargetsProject($"<ItemGroup>{item}</ItemGroup>");

        project.Run("Publish", $"DockerHost={engine.Host}");

        Assert.AreEqual(code, project.Log.OfType<BuildErrorEventArgs>().Single().Code);
    }

    [TestMethod]
    public void Targets_after_a_push_get_one_item_per_tag()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("r.io/app");
        using var project = new TargetsProject();

        var result = project.Run(
            "Publish",
            $"DockerHost={engine.Host} DockerPush=true DockerRegistry=r.io DockerTags=1,2"
        );

        Assert.AreEqual(EngineAnswers.BuiltId, result.GetPropertyValue("GeneratedDockerImageId"));
        Assert.AreEqual(EngineAnswers.PushedDigest, result.GetPropertyValue("GeneratedDockerImageDigest"));
        Assert.AreEqual(
            $"r.io/app:1 {EngineAnswers.PushedDigest} true linux/amd64|r.io/app:2 "
                + $"{EngineAnswers.PushedDigest} true linux/amd64",
            string.Join(
                '|',
                result
                    .GetItems("GeneratedDockerImage")
                    .Select(image =>
                        $"{image.EvaluatedInclude} {image.GetMetadataValue("Digest")} "
                        + $"{image.GetMetadataValue("Pushed")} {image.GetMetadataValue("Platform")}"
                    )
            )
        );
        Assert.Contains("App -> r.io/app:1, r.io/app:2", High(project));
    }

    [TestMethod]
    public void Target_after_BuildDockerImage_can_remove_images_from_the_push()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject(
            """
            <Target Name="Mine" AfterTargets="BuildDockerImage">
              <ItemGroup><GeneratedDockerImage Remove="@(GeneratedDockerImage)" /></ItemGroup>
            </Target>
            """
        );

        project.Run("Publish", $"DockerHost={engine.Host} DockerPush=true DockerRegistry=r.io");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.AreEqual(0, engine.Count("POST /images/r.io"));
    }

    [TestMethod]
    [DataRow("Build", "DockerizeOnBuild=true", 1, DisplayName = "a build")]
    [DataRow("Publish", "DockerizeOnBuild=true", 2, DisplayName = "the Publish target")]
    [DataRow("Publish", "DockerizeOnBuild=true _IsPublishing=true", 1, DisplayName = "dotnet publish")]
    [DataRow("Build", "DockerizeOnBuild=true _IsPacking=true", 0, DisplayName = "dotnet pack")]
    [DataRow("Build", "DockerizeOnBuild=true NoBuild=true", 0, DisplayName = "NoBuild=true")]
    [DataRow("Build", "DockerizeOnBuild=true DesignTimeBuild=true", 0, DisplayName = "a design-time build")]
    [DataRow(
        "Build",
        "DockerizeOnBuild=true DeployOnBuild=true SupportsDeployOnBuild=true",
        0,
        DisplayName = "DeployOnBuild of Visual Studio"
    )]
    [DataRow("Build", "DockerizeOnBuild=true OutputType=Library", 0, DisplayName = "a library")]
    [DataRow("Build", "DockerizeOnBuild=false", 0, DisplayName = "DockerizeOnBuild=false")]
    [DataRow("GetTargetPath", "DockerizeOnBuild=true", 0, DisplayName = "GetTargetPath")]
    public void DockerizeOnBuild_builds_the_image_once_and_never_pushes_it(
        string target,
        string arguments,
        int publishes
    )
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("r.io/app");
        using var project = new TargetsProject("""<Target Name="GetTargetPath" />""");
        var isPublish = target == "Publish";

        project.Run(target, $"DockerHost={engine.Host} DockerRegistry=r.io DockerPush={!isPublish} {arguments}");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.AreEqual(publishes > 0 ? 1 : 0, engine.Count("POST /build"));
        Assert.AreEqual(publishes, High(project).Count(line => line == "App -> r.io/app:latest"));
        Assert.AreEqual(0, engine.Count("POST /images/r.io/app/push"));
    }

    [TestMethod]
    [DataRow("DockerArchive")]
    [DataRow("ContainerArchiveOutputPath")]
    public void Publish_saves_the_image_before_it_is_pushed(string property)
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("r.io/app").Saves("r.io/app");
        using var project = new TargetsProject();

        var result = project.Run(
            "Publish",
            $"DockerHost={engine.Host} DockerRegistry=r.io DockerPush=true {property}=images/"
        );

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.IsEmpty(project.Log.OfType<BuildWarningEventArgs>());
        var path = Path.Combine(Path.GetDirectoryName(project.File)!, "images", "app.tar.gz");
        Assert.AreEqual(path, result.GetPropertyValue("GeneratedArchiveOutputPath"));
        Assert.IsTrue(File.Exists(path));
        var log = High(project);
        Assert.IsLessThan(
            log.IndexOf("Pushing r.io/app:latest"),
            log.FindIndex(line => line.StartsWith("Saved r.io/app:latest", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    public void Publish_without_an_image_but_with_an_archive_fails_before_the_compilation()
    {
        using var project = new TargetsProject();

        project.Run("Publish", "_IsPublishing=true DockerBuild=false ContainerArchiveOutputPath=app.tar");

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ1011", error.Code);
        Assert.Contains("remove ContainerArchiveOutputPath", error.Message!);
        Assert.DoesNotContain("Compiling", High(project));
    }

    [TestMethod]
    public void DockerizeOnBuild_does_not_save_the_image()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Saves("app");
        using var project = new TargetsProject(
            "<PropertyGroup><ContainerArchiveOutputPath>images/</ContainerArchiveOutputPath></PropertyGroup>"
        );

        project.Run("Build", $"DockerHost={engine.Host} DockerizeOnBuild=true DockerArchive=app.tar");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.AreEqual(1, engine.Count("POST /build"));
        Assert.AreEqual(0, engine.Count("GET /images/get"));
    }

    [TestMethod]
    public void DockerizeOnBuild_publishes_the_build_output_without_further_compilation()
    {
        using var project = new TargetsProject(
            """
            <Target Name="Say" AfterTargets="Publish" BeforeTargets="PublishDockerImage">
              <Message Importance="High" Text="$(NoBuild) $(PublishAot) $(PublishTrimmed) $(PublishSingleFile) $(PublishReadyToRun)" />
            </Target>
            """
        );

        project.Run("Build", "DockerizeOnBuild=true DockerBuild=false PublishAot=true PublishTrimmed=true");
        project.Run("Build", "DockerizeOnBuild=true DockerBuild=false PublishAot=true RuntimeIdentifier=linux-x64");

        Assert.Contains("true false false false false", High(project));
        Assert.Contains("true true   ", High(project));
    }

    [TestMethod]
    [DataRow("", DisplayName = "a project")]
    [DataRow("UsingMicrosoftNETSdkWeb=true", DisplayName = "a web project")]
    public void Image_contains_files_that_targets_after_the_publish_write(string arguments)
    {
        using var project = new TargetsProject(
            rest: """
            <Target Name="Mine" AfterTargets="Publish">
              <WriteLinesToFile File="publish/late.txt" Lines="late" Overwrite="true" />
            </Target>
            <Target Name="Transform" AfterTargets="AfterPublish">
              <WriteLinesToFile File="publish/web.config" Lines="late" Overwrite="true" />
            </Target>
            <Target Name="AfterPublish" />
            <Target Name="_DotNetCLIPostPublish" AfterTargets="Publish" DependsOnTargets="AfterPublish" />
            """
        );

        var result = project.Run("Publish", "DockerBuild=false " + arguments);

        Assert.AreEqual(
            "app/app/App.dll app/app/late.txt app/app/web.config",
            string.Join(
                ' ',
                result
                    .GetItems("_DockerContextFile")
                    .Select(file => file.GetMetadataValue("ContextPath"))
                    .Order(StringComparer.Ordinal)
            )
        );
    }

    [TestMethod]
    public void Publish_creates_a_Dockerfile_if_AfterMicrosoftNETSdkTargets_is_overwritten()
    {
        using var project = new TargetsProject(
            rest: "<PropertyGroup><AfterMicrosoftNETSdkTargets></AfterMicrosoftNETSdkTargets></PropertyGroup>"
        );

        project.Run("Publish", "DockerBuild=false");

        Assert.IsNotNull(project.Dockerfile);
    }

    [TestMethod]
    public void Targets_before_the_SDK_container_targets_can_set_fallback_properties()
    {
        // Microsoft.Azure.Functions.Worker.Sdk 2.1.0 and packages that compute versions have such targets.
        using var project = new TargetsProject(
            rest: """
            <Target Name="Prepare"><PropertyGroup><Major>4</Major></PropertyGroup></Target>
            <Target Name="Assign" BeforeTargets="ComputeContainerBaseImage" DependsOnTargets="Prepare">
              <PropertyGroup>
                <ContainerBaseImage Condition="'$(ContainerBaseImage)' == ''">r.io/functions:$(Major)</ContainerBaseImage>
                <ContainerWorkingDirectory>/home/site/wwwroot</ContainerWorkingDirectory>
              </PropertyGroup>
              <ItemGroup>
                <ContainerEnvironmentVariable Include="Root" Value="$(ContainerWorkingDirectory)" />
                <ContainerAppCommand Include="/opt/startup/start.sh" />
              </ItemGroup>
            </Target>
            <Target Name="Tag" BeforeTargets="ComputeContainerConfig">
              <PropertyGroup><ContainerImageTags>1.2;latest</ContainerImageTags></PropertyGroup>
            </Target>
            """
        );

        var result = project.Run("Publish", "DockerBuild=false");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.AreEqual("1.2;latest", result.GetPropertyValue("DockerTags"));
        var dockerfile = Dockerfile.Parse(project.Dockerfile!);
        dockerfile.HasLine("FROM r.io/functions:4");
        dockerfile.HasLine("WORKDIR /home/site/wwwroot");
        dockerfile.HasLine("ENV Root=\"/home/site/wwwroot\"");
        Assert.Contains("\"/opt/startup/start.sh\"", project.Dockerfile!);
    }

    [TestMethod]
    [DataRow("Publish", "Dockerize=false")]
    [DataRow("Publish", "PublishProfile=DefaultContainer")]
    [DataRow("Build", "")]
    public void Targets_before_the_SDK_container_targets_do_not_run_without_an_image(string target, string arguments)
    {
        using var project = new TargetsProject(
            """<Target Name="Assign" BeforeTargets="ComputeContainerBaseImage"><Error Text="It runs." /></Target>"""
        );

        project.Run(target, arguments);

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
    }

    [TestMethod]
    [DataRow("_IsPublishing=true", "DockerTag=not/ok", "of DockerTag:")]
    [DataRow("_IsPublishing=true", "ContainerImageTags=not/ok", "of ContainerImageTags:")]
    [DataRow("_IsPublishing=true", "RegistryUrl=https://r.io", "in RegistryUrl:")]
    [DataRow("_IsPublishing=true", "ContainerRepository=Team/Shop", "Correct ContainerRepository.")]
    [DataRow("NoBuild=true", "DockerTag=not/ok", "of DockerTag:")]
    [DataRow("NoBuild=true", "ContainerImageTag=not/ok", "of ContainerImageTag:")]
    [DataRow("NoBuild=true", "ContainerImageName=Team/Shop", "Correct ContainerImageName.")]
    [DataRow("NoBuild=true", "ContainerWorkingDirectory=app", "of ContainerWorkingDirectory.")]
    [DataRow("NoBuild=true", "ContainerUser=a:b:c", "of ContainerUser.")]
    [DataRow("NoBuild=true", "DockerPort=70000", "in DockerPort.")]
    [DataRow("NoBuild=true", "DockerfileFile=nowhere", "Correct DockerfileFile,")]
    public void Error_of_a_fallback_contains_the_property_that_is_set(string step, string argument, string part)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject();

        project.Run("Publish", $"{step} {Host(engine, argument)} {argument}");

        Assert.Contains(part, project.Log.OfType<BuildErrorEventArgs>().Single().Message!);
    }

    [TestMethod]
    [DataRow("DockerRegistry=r.io", "Correct DockerRegistry,")]
    [DataRow("RegistryUrl=r.io", "Correct RegistryUrl,")]
    [DataRow("ContainerRegistry=r.io", "Correct ContainerRegistry,")]
    [DataRow("DockerImage=r.io/app:latest", "Correct DockerImage,")]
    public void Error_of_a_push_contains_the_property_that_is_set(string argument, string part)
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes("r.io/app");
        engine.Answer("POST /images/r.io/app/push", """{"error":"dial tcp: lookup r.io: no such host"}""");
        using var project = new TargetsProject();

        project.Run("Publish", $"DockerPush=true DockerPushRetries=0 {Host(engine, argument)} {argument}");

        Assert.Contains(part, project.Log.OfType<BuildErrorEventArgs>().Single().Message!);
    }

    [TestMethod]
    [DataRow("DockerPlatform=linux/arm64", "DockerPlatform or --platform requires")]
    [DataRow("ContainerRuntimeIdentifier=linux-arm64", "ContainerRuntimeIdentifier or --platform requires")]
    public void Platform_error_of_a_custom_Dockerfile_contains_the_property_that_is_set(string argument, string part)
    {
        using var engine = new FaultyEngine().HasBase();
        using var project = new TargetsProject();
        project.Write("Dockerfile", "FROM base\n");

        project.Run("Publish", $"DockerBuildFile=Dockerfile DockerPull=Never {Host(engine, argument)} {argument}");

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ2018", error.Code);
        Assert.Contains(part, error.Message!);
    }

    [TestMethod]
    public void Warning_about_ineffective_settings_lists_the_properties_that_are_set()
    {
        using var project = new TargetsProject();
        project.Write("Dockerfile", "FROM base\n");

        project.Run("Publish", "DockerBuild=false DockerBuildFile=Dockerfile ContainerUser=1234 DockerPorts=80");

        var warning = project.Log.OfType<BuildWarningEventArgs>().Single();
        Assert.AreEqual("DKZ1021", warning.Code);
        Assert.Contains("\n  ContainerUser\n  DockerPorts\n", warning.Message!);
    }

    [TestMethod]
    [DataRow("", 1)]
    [DataRow("MSBuildWarningsAsMessages=DKZ1022", 0)]
    public void Help_page_of_a_warning_follows_MSBuildWarningsAsMessages(string argument, int count)
    {
        using var project = new TargetsProject();

        project.Run("Publish", $"DockerBuild=false ContainerPushNoCache=true {argument}");

        Assert.AreEqual(
            count,
            project
                .Log.OfType<BuildMessageEventArgs>()
                .Count(message => message.Message!.Contains("DKZ1022 is explained in", StringComparison.Ordinal))
        );
    }

    [TestMethod]
    [DataRow("DKZ1027", "DockerTags=not/ok")]
    [DataRow("DKZ1029", "DockerTags={verison}")]
    [DataRow("DKZ1027", "DockerTags={sha}/x")]
    [DataRow("DKZ1027", "ContainerImageTag=not/ok")]
    [DataRow("DKZ1003", "DockerRepository=Team/Shop DockerRegistry=r.io")]
    [DataRow("DKZ1026", "DockerRegistry=https://r.io")]
    [DataRow("DKZ1011", "DockerPush=yes,please")]
    [DataRow("DKZ1011", "Dockerize=perhaps")]
    [DataRow("DKZ1011", "DockerBuild=false DockerPush=true")]
    [DataRow("DKZ1011", "DockerBuild=false DockerForceBuild=perhaps")]
    [DataRow("DKZ2001", "DockerHost=unix:///nowhere/docker.sock")]
    public void Invalid_setting_fails_a_publish_before_the_compilation(string code, string arguments)
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject();

        project.Run("Publish", $"_IsPublishing=true {Host(engine, arguments)} {arguments}");

        Assert.AreEqual(code, project.Log.OfType<BuildErrorEventArgs>().Single().Code);
        Assert.DoesNotContain("Compiling", High(project));
    }

    [TestMethod]
    public void Missing_engine_fails_a_publish_before_the_compilation_of_referenced_projects()
    {
        using var project = new TargetsProject(
            """<ItemGroup><ProjectReference Include="../Other/Other.csproj" /></ItemGroup>"""
        );

        project.Run("Publish", "_IsPublishing=true DockerHost=unix:///nowhere/docker.sock");

        Assert.AreEqual("DKZ2001", project.Log.OfType<BuildErrorEventArgs>().Single().Code);
        Assert.DoesNotContain("Compiling ../Other/Other.csproj", High(project));
    }

    [TestMethod]
    [DataRow("Build", "DockerTags=not/ok", DisplayName = "a build of a referenced project")]
    [DataRow("Build", "DockerHost=unix:///nowhere/docker.sock", DisplayName = "a build without an engine")]
    [DataRow(
        "Build",
        "DockerTags=not/ok DeployOnBuild=true",
        DisplayName = "DeployOnBuild without support in the project"
    )]
    [DataRow("Publish", "DockerTags=not/ok DesignTimeBuild=true", DisplayName = "a design-time build")]
    [DataRow("Publish", "DockerTags=not/ok Late=DockerTags", DisplayName = "a property that a later target can set")]
    [DataRow("Publish", "DockerPush=true Late=DockerRegistry", DisplayName = "a registry that a later target can set")]
    [DataRow("Publish", "DockerPush=true", DisplayName = "a registry that a target after the build can set")]
    [DataRow("Publish", "DockerTags={sha}-{branch}-{semver}", DisplayName = "tokens")]
    [DataRow(
        "Publish",
        "DockerHost=unix:///nowhere/docker.sock Late=DockerHost",
        DisplayName = "an engine that a later target can set"
    )]
    [DataRow("Publish", "DockerTags=not/ok Dockerize=false", DisplayName = "Dockerize=false")]
    [DataRow("Publish", "DockerTags=not/ok DockerBuild=false", DisplayName = "DockerBuild=false")]
    public void Check_before_the_compilation_skips_builds_and_values_that_can_still_change(
        string target,
        string arguments
    )
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        var late = arguments.Contains("Late=", StringComparison.Ordinal);
        using var project = new TargetsProject(
            late ? """<Target Name="Mine" BeforeTargets="ResolveDockerProperties" />""" : ""
        );

        project.Run(target, $"_IsPublishing=true {Host(engine, arguments)} {arguments}");

        Assert.Contains("Compiling", High(project));
    }

    [TestMethod]
    public void Target_after_the_compilation_can_set_Dockerize()
    {
        using var project = new TargetsProject(
            """
            <Target Name="Mine" BeforeTargets="ResolveDockerProperties">
              <PropertyGroup><Dockerize>true</Dockerize></PropertyGroup>
            </Target>
            """
        );

        project.Run("Publish", "_IsPublishing=true DockerBuild=false IsTestProject=true");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.IsNotNull(project.Dockerfile);
    }

    [TestMethod]
    public void Check_before_the_compilation_does_not_repeat_warnings()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject(
            """<PropertyGroup><ContainerPushNoCache>true</ContainerPushNoCache></PropertyGroup>"""
        );

        project.Run("Publish", $"_IsPublishing=true DockerHost={engine.Host}");

        Assert.AreEqual("DKZ1022", project.Log.OfType<BuildWarningEventArgs>().Single().Code);
        Assert.AreEqual(1, engine.Count("POST /build"));
        Assert.Contains("Compiling", High(project));
    }

    [TestMethod]
    [DataRow("_IsPublishing=true", 1, DisplayName = "before the second project is compiled")]
    [DataRow("NoBuild=true", 0, DisplayName = "without a compilation")]
    public void Two_projects_that_publish_into_one_folder_are_an_error_with_both_paths(
        string arguments,
        int compilations
    )
    {
        using var one = new TargetsProject();
        using var project = new TargetsProject(
            $"""
            <Target Name="Both">
              <MSBuild Projects="{one.File}" Targets="Publish" Properties="PublishDir=$(MSBuildProjectDirectory)/publish" />
              <MSBuild Projects="$(MSBuildProjectFullPath)" Targets="Publish" />
            </Target>
            """
        );

        project.Run("Both", "DockerBuild=false " + arguments);

        var error = project.Log.OfType<BuildErrorEventArgs>().Single();
        Assert.AreEqual("DKZ1035", error.Code);
        Assert.Contains($"'{project.File}' and '{one.File}'", error.Message!);
        Assert.AreEqual(project.File, error.File);
        Assert.AreEqual(compilations, High(project).Count(line => line == "Compiling"));
    }

    [TestMethod]
    public void EjectDockerfile_publishes_the_project_and_writes_its_Dockerfile_without_an_image()
    {
        using var engine = new FaultyEngine().HasBase().Builds();
        using var project = new TargetsProject();

        project.Run("EjectDockerfile", $"DockerHost={engine.Host}");

        Assert.IsEmpty(project.Log.OfType<BuildErrorEventArgs>());
        Assert.IsEmpty(project.Log.OfType<BuildWarningEventArgs>());
        Assert.Contains("Compiling", High(project));
        Assert.IsNull(project.Dockerfile);
        Assert.AreEqual(0, engine.Count("POST /build"));
        var folder = Path.GetDirectoryName(project.File)!;
        Assert.Contains("-c Release", File.ReadAllText(Path.Combine(folder, "Dockerfile")));
        Assert.Contains("<DockerBuildFile>Dockerfile</DockerBuildFile>", File.ReadAllText(project.File));

        // The Dockerfile is now the user's own, and the project still generates the same one.
        project.Run("Publish", $"DockerHost={engine.Host}");

        Assert.IsEmpty(project.Log.OfType<BuildWarningEventArgs>());
        Assert.AreEqual(1, engine.Count("POST /build"));
    }

    private static string Host(FaultyEngine engine, string arguments) =>
        arguments.Contains("DockerHost=", StringComparison.Ordinal) ? "" : $"DockerHost={engine.Host}";

    private static List<string> High(TargetsProject project) =>
        [
            .. project
                .Log.OfType<BuildMessageEventArgs>()
                .Where(message => message.Importance == MessageImportance.High)
                .Select(message => message.Message!),
        ];
}
