namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// An invalid setting is one error at the project file with a code and the name of the setting. Nothing is written.
/// </summary>
[TestClass]
public sealed class InvalidSettingTests
{
    [TestMethod]
    [DataRow("DKZ1011", "<DockerPruneRuntimes>perhaps</DockerPruneRuntimes>", "true or false")]
    [DataRow("DKZ1011", "<Dockerize>perhaps</Dockerize>", "'perhaps' of Dockerize.")]
    [DataRow("DKZ1011", "<DockerizeOnBuild>perhaps</DockerizeOnBuild>", "'perhaps' of DockerizeOnBuild")]
    [DataRow("DKZ1011", "<DockerPush>true</DockerPush>", "DockerBuild is 'false'")]
    [DataRow("DKZ1011", "<DockerForceBuild> true </DockerForceBuild>", "' true ' of DockerForceBuild")]
    [DataRow("DKZ1011", "<DockerPushRetries>11</DockerPushRetries>", "from 0 to 10")]
    [DataRow("DKZ1011", "<DockerPushRetries>often</DockerPushRetries>", "'often' of DockerPushRetries")]
    [DataRow("DKZ1011", "<DockerSmokeTest>health</DockerSmokeTest>", "'health' of DockerSmokeTest")]
    [DataRow("DKZ1011", "<DockerSmokeTest>/a b</DockerSmokeTest>", "a path such as /health")]
    [DataRow("DKZ1011", "<DockerSmokeTestTimeout>0</DockerSmokeTestTimeout>", "from 1 to 3600")]
    [DataRow("DKZ1011", "<DockerWorkingDirectory>app</DockerWorkingDirectory>", "DockerWorkingDirectory")]
    [DataRow(
        "DKZ1011",
        "<DockerBuildCacheTo>type=registry,ref=r.io/shop:cache</DockerBuildCacheTo>",
        "'type=registry,ref=r.io/shop:cache' of DockerBuildCacheTo"
    )]
    [DataRow("DKZ1011", "<DockerPlatform>amd64</DockerPlatform>", "'amd64' of DockerPlatform")]
    [DataRow("DKZ1011", "<DockerStopSignal>stop!</DockerStopSignal>", "DockerStopSignal")]
    [DataRow(
        "DKZ1011",
        "<DockerHealthCheck>true</DockerHealthCheck><DockerHealthCheckInterval>often</DockerHealthCheckInterval>",
        "DockerHealthCheckInterval"
    )]
    [DataRow(
        "DKZ1011",
        "<DockerHealthCheck>true</DockerHealthCheck><DockerHealthCheckRetries>0</DockerHealthCheckRetries>",
        "DockerHealthCheckRetries"
    )]
    [DataRow("DKZ1011", """<DockerRun Include="x" Command="true" Phase="Never" />""", "BeforeCopy or AfterCopy")]
    [DataRow("DKZ1011", """<DockerRun Include="rm x" />""", "Command of DockerRun 'rm x'")]
    [DataRow("DKZ1011", """<DockerRun Include="x" Command="true" User="no user" />""", "User of DockerRun 'x'")]
    [DataRow("DKZ1011", """<DockerCopy Include="Greeter.csproj" Chmod="rwx" />""", "octal")]
    [DataRow("DKZ1011", """<DockerCopy Include="Greeter.csproj" To="/../../etc" />""", "a path in the image")]
    [DataRow("DKZ1011", """<DockerVolume Include="data" />""", "'data' of DockerVolume")]
    [DataRow("DKZ1011", "<DockerImageUser>no user</DockerImageUser>", "'no user' of DockerImageUser")]
    [DataRow("DKZ1005", """<DockerPort Include="http" Protocol="tcp" />""", "'http/tcp' in DockerPort.")]
    [DataRow("DKZ1005", "<DockerPorts>8080;70000</DockerPorts>", "'70000' in DockerPorts")]
    [DataRow("DKZ1006", """<DockerEnvironmentVariable Include="A=B" Value="1" />""", "'A=B'")]
    [DataRow("DKZ1007", """<DockerLabel Include="a"><Value>two&#10;lines</Value></DockerLabel>""", "'a'")]
    [DataRow("DKZ1008", "<DockerLabels>nothing</DockerLabels>", "DockerLabels")]
    [DataRow("DKZ1008", "<DockerEnvironmentVariables>A=1;B</DockerEnvironmentVariables>", "'B'")]
    [DataRow("DKZ1010", "<DockerEntrypoint>[]</DockerEntrypoint>", "DockerEntrypoint")]
    [DataRow("DKZ1010", "<DockerCommand>[\"a\",1]</DockerCommand>", "DockerCommand")]
    [DataRow("DKZ1010", "<DockerShell>/bin/sh</DockerShell>", "DockerShell")]
    [DataRow(
        "DKZ1042",
        """<DockerEntrypoint>["a\u0000b"]</DockerEntrypoint>""",
        "in DockerEntrypoint: it contains a NUL"
    )]
    [DataRow("DKZ1042", """<DockerCommand>["a","\u0000"]</DockerCommand>""", "in DockerCommand")]
    [DataRow("DKZ1042", """<DockerHealthCheck>["a\u0000b"]</DockerHealthCheck>""", "in DockerHealthCheck")]
    [DataRow("DKZ1042", """<DockerShell>["/bin/sh\u0000"]</DockerShell>""", "in DockerShell")]
    [DataRow("DKZ1012", """<DockerSystemPackage Include="curl &amp;&amp; rm -rf" />""", "curl && rm")]
    [DataRow(
        "DKZ1014",
        "<DockerBaseVariant>noble-chiseled</DockerBaseVariant><DockerSystemPackage Include=\"curl\" />",
        "noble-chiseled"
    )]
    [DataRow(
        "DKZ1015",
        "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><DockerBaseVariant>alpine</DockerBaseVariant>",
        "linux-musl-x64"
    )]
    [DataRow("DKZ1017", """<DockerCopy Include="no such file" />""", "no such file")]
    [DataRow("DKZ1018", """<DockerCopy Include="../outside.txt" />""", "outside.txt")]
    [DataRow("DKZ1009", "<DockerBuildFile>Nowhere.Dockerfile</DockerBuildFile>", "Nowhere.Dockerfile")]
    [DataRow(
        "DKZ1019",
        "<DockerBuildFile>Greeter.csproj</DockerBuildFile><DockerBuildContext>nowhere</DockerBuildContext>",
        "nowhere"
    )]
    [DataRow("DKZ1011", "<DockerArchive>greeter.tar</DockerArchive>", "remove DockerArchive.")]
    [DataRow("DKZ1023", "<DockerBuildContextOutput>.</DockerBuildContextOutput>", ".tar")]
    [DataRow("DKZ1024", "<DockerPlatforms>linux/amd64;windows/amd64</DockerPlatforms>", "'windows/amd64'")]
    [DataRow("DKZ1024", "<DockerPlatforms>linux/arm64;arm64</DockerPlatforms>", "'arm64' in DockerPlatforms")]
    [DataRow(
        "DKZ1024",
        """
            <ContainerRuntimeIdentifiers>linux-x64;win-x64</ContainerRuntimeIdentifiers>
            <DockerPlatforms>linux-x64;win-x64</DockerPlatforms>
            """,
        "'win-x64' in ContainerRuntimeIdentifiers"
    )]
    [DataRow(
        "DKZ1024",
        """
            <ContainerRuntimeIdentifiers>linux-x64;linux-musl-x64</ContainerRuntimeIdentifiers>
            <DockerPlatforms>linux-x64;linux-musl-x64</DockerPlatforms>
            """,
        "two entries for linux/amd64"
    )]
    [DataRow(
        "DKZ1024",
        """
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier><RuntimeIdentifiers>linux-x64</RuntimeIdentifiers>
            <DockerPlatforms>linux/amd64;linux/arm64</DockerPlatforms>
            """,
        "RuntimeIdentifiers to linux-x64;linux-arm64."
    )]
    [DataRow(
        "DKZ1024",
        """
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier><PublishAot>true</PublishAot>
            <RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>
            <NETCoreSdkPortableRuntimeIdentifier>linux-x64</NETCoreSdkPortableRuntimeIdentifier>
            <DockerPlatforms>linux/amd64;linux/arm64</DockerPlatforms>
            """,
        "not for linux-arm64."
    )]
    public void Invalid_setting_is_an_error_at_the_project_file_with_a_help_link(string code, string xml, string part)
    {
        using var project = new TestProject().Read(xml);

        var result = project.Generate();

        Assert.Contains(part, result.Error(code));
        Assert.AreEqual(project.File, result.Engine.Errors[0].File);
        Assert.StartsWith("file://", result.Engine.Errors[0].HelpLink);
        Assert.IsNull(result.Engine.Errors[0].HelpKeyword);
    }

    [TestMethod]
    [DataRow("DKZ1011", "<DockerTimeout>soon</DockerTimeout>", "from 1 to 86400")]
    [DataRow("DKZ1011", "<DockerPull>Sometimes</DockerPull>", "Always, IfMissing or Never")]
    [DataRow("DKZ1011", "<DockerPull>2</DockerPull>", "Always, IfMissing or Never")]
    [DataRow(
        "DKZ1003",
        "<DockerRegistry>r.io</DockerRegistry><DockerRepository>Team/Shop</DockerRepository>",
        "'Team' must be in lower case; use"
    )]
    [DataRow("DKZ1011", "<DockerRepositoryPrefix>Team</DockerRepositoryPrefix>", "'Team' of DockerRepositoryPrefix")]
    [DataRow("DKZ1011", "<DockerRepositoryPrefix>ghcr.io/team</DockerRepositoryPrefix>", "'ghcr.io' is a registry")]
    [DataRow(
        "DKZ1004",
        "<DockerTags>1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef</DockerTags>",
        "Specify a tag"
    )]
    [DataRow("DKZ1011", "<SOURCE_DATE_EPOCH>yesterday</SOURCE_DATE_EPOCH>", "'yesterday' of SOURCE_DATE_EPOCH")]
    [DataRow("DKZ1026", "<DockerRegistry>:5000</DockerRegistry>", "':5000' in DockerRegistry")]
    [DataRow("DKZ1026", "<DockerRegistry>https://localhost:5000</DockerRegistry>", "use localhost:5000")]
    [DataRow("DKZ1026", "<DockerRegistry>ghcr.io/team</DockerRegistry>", "DockerRepository: team/")]
    [DataRow("DKZ1027", "<DockerTags>1.0 not/ok</DockerTags>", "'not/ok'")]
    [DataRow(
        "DKZ1028",
        "<DockerImage>r.io/other:1.0</DockerImage><DockerRegistry>localhost:5000</DockerRegistry>",
        "DockerRegistry is '"
    )]
    [DataRow(
        "DKZ1028",
        "<DockerImage>r.io/other:1.0</DockerImage><DockerRepositoryPrefix>team</DockerRepositoryPrefix>",
        "DockerRepositoryPrefix is 'team'"
    )]
    [DataRow(
        "DKZ1028",
        "<DockerImage>ada:geheim@r.io/other:1.0</DockerImage><DockerRepositoryPrefix>team</DockerRepositoryPrefix>",
        "…@r.io/other:1.0"
    )]
    [DataRow("DKZ1029", "<DockerTags>1.0 {verison}</DockerTags>", "{version}")]
    [DataRow("DKZ1031", "<DockerTags>{sha}</DockerTags>", "SourceRevisionId")]
    [DataRow("DKZ1031", "<DockerTags>1.0 {branch}</DockerTags>", "SourceBranchName")]
    [DataRow("DKZ3001", "<DockerPush>true</DockerPush>", "DockerRegistry")]
    public void Invalid_name_or_engine_setting_is_an_error_before_any_engine_request(
        string code,
        string xml,
        string part
    )
    {
        using var engine = new FaultyEngine();
        using var project = new TestProject().Set("DockerBuild", "true").Set("DockerHost", engine.Host).Read(xml);

        var error = project.Generate().Error(code);

        Assert.Contains(part, error);
        Assert.DoesNotContain("geheim", error);
        Assert.IsEmpty(engine.Requests);
        Assert.IsFalse(Directory.Exists(Path.Combine(Path.GetDirectoryName(project.File)!, "obj")));
    }

    [TestMethod]
    public void Publish_without_an_engine_fails_and_lists_the_checked_endpoints()
    {
        using var project = new TestProject()
            .Set("DockerBuild", "true")
            .Set("DockerHost", "unix:///nowhere/docker.sock");

        var error = project.Generate().Error("DKZ2001");

        Assert.Contains("unix:///nowhere/docker.sock (DockerHost): socket not found", error);
        Assert.Contains("DOCKER_HOST", error);
    }

    [TestMethod]
    [DataRow("ssh://ada@denied", "ssh failed with exit code 255: ada@denied: Permission denied (publickey).")]
    [DataRow("ssh://ada@build", "docker: not found")]
    [OSCondition(
        ConditionMode.Exclude,
        OperatingSystems.Windows,
        IgnoreMessage = "The test replaces ssh with a shell script."
    )]
    public void Failed_ssh_connection_to_the_engine_is_an_error_with_the_message_of_ssh(string host, string reason)
    {
        using var project = new TestProject().Set("DockerBuild", "true").Set("DockerHost", host);

        Assert.Contains(reason, project.Generate().Error("DKZ2001"));
    }

    [TestMethod]
    public void GenerateDockerfile_without_a_publish_is_an_error()
    {
        using var project = new TestProject();
        using var task = new GenerateDockerfile
        {
            BuildEngine = new TestBuildEngine(),
            ProjectFile = project.File,
            Properties = Properties(project),
            BuildId = "x",
        };

        Assert.IsFalse(task.Execute());
        Assert.AreEqual("DKZ1001", ((TestBuildEngine)task.BuildEngine).Errors.Single().Code);

        static Microsoft.Build.Framework.ITaskItem[] Properties(TestProject project) =>
            [
                .. new[]
                {
                    ("MSBuildProjectFullPath", project.File),
                    ("AssemblyName", "Greeter"),
                    ("TargetFrameworkVersion", "v10.0"),
                    ("PublishDir", "publish"),
                    ("IntermediateOutputPath", "obj"),
                    ("DockerBuild", "false"),
                }.Select(property => new Microsoft.Build.Utilities.TaskItem(
                    property.Item1,
                    new Dictionary<string, string> { ["Value"] = property.Item2 }
                )),
            ];
    }

    [TestMethod]
    [DataRow("ContainerPushNoCache", "true")]
    [DataRow("ContainerGenerateAnnotationsImageBaseName", "true")]
    [DataRow("ContainerGenerateAnnotationsImageBaseDigest", "true")]
    [DataRow("LocalRegistry", "Docker")]
    public void SDK_setting_without_an_effect_is_a_warning(string property, string value)
    {
        using var project = new TestProject().Set(property, value);

        var warning = project.Generate().Success().Engine.Warnings.Single();

        Assert.AreEqual("DKZ1022", warning.Code);
        Assert.StartsWith(property + " ", warning.Message);
    }
}
