using System.Text.RegularExpressions;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>The settings of a project determine its image names, Dockerfile and build context.</summary>
[TestClass]
public sealed class GenerateDockerfileTests
{
    [TestMethod]
    [DataRow("", "greeter:latest")]
    [DataRow("<DockerRepository>shop</DockerRepository>", "shop:latest")]
    [DataRow("<DockerRegistry>r.io</DockerRegistry>", "r.io/greeter:latest")]
    [DataRow("<DockerTags>1.0 {version}-{configuration}</DockerTags>", "greeter:1.0 greeter:1.0.0-Release")]
    [DataRow("<DockerImage>r.io/a/b:7</DockerImage>", "r.io/a/b:7")]
    [DataRow("<DockerRepositoryPrefix>team/shop</DockerRepositoryPrefix>", "team/shop/greeter:latest")]
    [DataRow(
        "<DockerRepositoryPrefix>//team//shop/ </DockerRepositoryPrefix><DockerRepository>/web</DockerRepository>",
        "team/shop/web:latest"
    )]
    [DataRow(
        "<DockerRepositoryPrefix>team\\shop</DockerRepositoryPrefix><DockerRegistry>r.io</DockerRegistry>",
        "r.io/team/shop/greeter:latest"
    )]
    [DataRow("<DockerRepositoryPrefix>/</DockerRepositoryPrefix>", "greeter:latest")]
    public void Image_name_follows_the_settings(string xml, string expected)
    {
        using var engine = new FaultyEngine();
        using var project = new TestProject().Set("DockerBuild", "true").Set("DockerHost", engine.Host).Read(xml);
        engine.Answer("GET /images/", Inspection);
        engine.Answer("GET /images/", Inspection);

        var result = project.Generate().Success();

        Assert.AreEqual(expected, string.Join(' ', result.Task.References.Select(reference => reference.ItemSpec)));
    }

    [TestMethod]
    public void Two_projects_of_a_build_cannot_have_the_same_image_name()
    {
        using var fake = new FaultyEngine();
        fake.Answer("GET /images/", Inspection);
        using var first = Project("First");
        using var second = Project("Second");
        using var build = new TestBuildEngine();

        first.Generate(build, "one").Success();
        var result = second.Generate(build, "one");
        build.EndBuild();

        Assert.Contains(first.File, result.Error("DKZ1030"));

        TestProject Project(string name) =>
            new TestProject(name)
                .Set("DockerBuild", "true")
                .Set("DockerHost", fake.Host)
                .Set("DockerRepository", "shop");
    }

    [TestMethod]
    [DataRow("", "DKZ1030", "DockerTags")]
    [DataRow("<DockerTags>$</DockerTags><DockerMetadataFile>a.json</DockerMetadataFile>", "DKZ1034", "a.json")]
    [DataRow(
        "<DockerTags>$</DockerTags><DockerMetadataFile>$</DockerMetadataFile>" + "<DockerArchive>a.tar</DockerArchive>",
        "DKZ1034",
        "different DockerArchive"
    )]
    [DataRow("<DockerBuild>false</DockerBuild>", "DKZ1035", "PublishDir")]
    public void Two_frameworks_of_a_project_cannot_share_a_name_or_a_path(string xml, string code, string part)
    {
        using var fake = new FaultyEngine();
        fake.Answer("GET /images/", Inspection);
        using var project = new TestProject().Use(fake);
        using var build = new TestBuildEngine();
        var buildId = Guid.NewGuid().ToString("N");

        Generate("net8.0").Success();
        var error = Generate("net10.0").Error(code);
        build.EndBuild();

        Assert.Contains("several frameworks or platforms", error);
        Assert.Contains(part, error);

        TaskResult<GenerateDockerfile> Generate(string framework) =>
            project.Set("TargetFramework", framework).Read(xml.Replace("$", framework)).Generate(build, buildId);
    }

    [TestMethod]
    public void Two_projects_of_a_build_cannot_have_the_same_metadata_file()
    {
        using var fake = new FaultyEngine();
        fake.Answer("GET /images/", Inspection);
        using var first = new TestProject("First").Use(fake);
        using var second = new TestProject("Second")
            .Use(fake)
            .Set("DockerMetadataFile", first.PathOf("obj/Release/net10.0/docker/image.json"));
        using var build = new TestBuildEngine();

        first.Generate(build, "two").Success();
        var result = second.Generate(build, "two");
        build.EndBuild();

        Assert.Contains(first.File, result.Error("DKZ1034"));
    }

    [TestMethod]
    [DataRow(
        "<DockerEntrypoint>echo \"$GREETING\" from $0</DockerEntrypoint>",
        "ENTRYPOINT echo \"$GREETING\" from $0"
    )]
    [DataRow("<DockerHealthCheck>none</DockerHealthCheck>", "HEALTHCHECK NONE")]
    public void Entry_point_and_health_check_text_is_written_to_the_Dockerfile(string xml, string line)
    {
        using var project = new TestProject().Read(xml);

        Assert.Contains(line, project.Generate().Success().Text().Split('\n').Select(text => text.Trim()));
    }

    [TestMethod]
    public void Image_configuration_follows_the_settings()
    {
        using var project = new TestProject().Read(
            """
            <DockerImageUser>1000:1000</DockerImageUser>
            <DockerWorkingDirectory>/srv/my app/</DockerWorkingDirectory>
            <DockerEnvironmentVariables>A=1;B=two words</DockerEnvironmentVariables>
            <DockerPorts>9090 7070,6060/udp</DockerPorts>
            <DockerLabels>team=shop;tier=front</DockerLabels>
            <DockerEntrypoint>["dotnet","x.dll"]</DockerEntrypoint>
            <DockerCommand>--fast</DockerCommand>
            <DockerHealthCheck>test -f /app/Greeter.dll</DockerHealthCheck>
            <DockerHealthCheckInterval>1m30s</DockerHealthCheckInterval>
            <DockerHealthCheckTimeout>5s</DockerHealthCheckTimeout>
            <DockerHealthCheckStartPeriod>10s</DockerHealthCheckStartPeriod>
            <DockerHealthCheckRetries>4</DockerHealthCheckRetries>
            <DockerStopSignal>SIGINT</DockerStopSignal>
            <DockerShell>["/bin/bash","-eu","-c"]</DockerShell>
            <ContainerPort Include="8080" Type="tcp" />
            <DockerPort Include="5353" Protocol="udp" />
            <ContainerEnvironmentVariable Include="C" Value="sdk" />
            <DockerEnvironmentVariable Include="C" Value="say &quot;hi&quot; to $USER" />
            <_DockerProjectLabel Include="team" Value="overridden" />
            <DockerVolume Include="/var/lib/greeter" />
            """
        );

        var dockerfile = Dockerfile.Parse(project.Generate().Success().Text());

        dockerfile.HasLine("SHELL [\"/bin/bash\",\"-eu\",\"-c\"]");
        dockerfile.HasLine("ENV A=\"1\" \\");
        dockerfile.HasLine("    B=\"two words\" \\");
        dockerfile.HasLine("    C=\"say \\\"hi\\\" to \\$USER\"");
        dockerfile.HasLine("EXPOSE 9090 7070 6060/udp 8080 5353/udp");
        dockerfile.HasLine("ENTRYPOINT [\"dotnet\",\"x.dll\"]");
        dockerfile.HasLine("CMD --fast");
        dockerfile.HasLine(
            "HEALTHCHECK --interval=1m30s --timeout=5s --start-period=10s --retries=4 CMD test -f /app/Greeter.dll"
        );
        dockerfile.HasLine("STOPSIGNAL SIGINT");
        dockerfile.HasLine("WORKDIR \"/srv/my app\"");
        dockerfile.HasLine("VOLUME [\"/var/lib/greeter\"]");
        dockerfile.HasLine("USER 1000:1000");
        dockerfile.HasLine("    team=\"shop\" \\");
        dockerfile.HasLine("    tier=\"front\"");
    }

    [TestMethod]
    public void SDK_labels_follow_the_ContainerGenerateLabels_properties()
    {
        using var project = new TestProject()
            .Set("ContainerGenerateLabelsImageBaseName", "false")
            .Read(
                """
                <_DockerProjectLabel Include="org.opencontainers.image.title" Value="A  title&#10;of two lines" Wanted="" />
                <_DockerProjectLabel Include="org.opencontainers.image.vendor" Value="" Wanted="true" />
                <_DockerProjectLabel Include="org.opencontainers.image.authors" Value="Ada" Wanted="False" />
                <_DockerProjectLabel Include="org.opencontainers.image.source" Value="https://example.com/shop.git" Wanted="true" />
                <_DockerProjectLabel Include="org.opencontainers.image.created" Value="86400" Wanted="true" />
                """
            );

        var dockerfile = project.Generate().Success().Text();

        Assert.AreEqual(
            """
            LABEL org.opencontainers.image.created="1970-01-02T00:00:00Z" \
                org.opencontainers.image.source="https://example.com/shop" \
                org.opencontainers.image.title="A title of two lines"

            """,
            dockerfile[dockerfile.IndexOf("LABEL", StringComparison.Ordinal)..]
        );
        Assert.DoesNotContain("LABEL", project.Set("ContainerGenerateLabels", "false").Generate().Success().Text());
    }

    [TestMethod]
    public void DockerRun_commands_run_in_their_phase_and_as_their_user()
    {
        using var project = new TestProject()
            .Read(
                """
                <DockerRun Include="before" Command="echo 1" />
                <DockerRun Include="after" Command="echo 2" Phase="AfterCopy" User="$APP_UID" />
                <DockerBuildArg Include="FLAVOUR" Value="vanilla" />
                <DockerSystemPackage Include="tini;curl" />
                """.Replace("tini;curl", "tini", StringComparison.Ordinal)
            )
            .Add("DockerSystemPackage", "curl");

        var lines = project
            .Generate()
            .Success()
            .Text()
            .Split('\n')
            .Where(line => Regex.IsMatch(line, "^(?:ARG|RUN|USER|COPY)"))
            .ToList();

        Assert.AreEqual(
            "ARG FLAVOUR|USER root|RUN apt-get update && apt-get install -y --no-install-recommends curl tini && rm "
                + "-rf /var/lib/apt/lists/*|RUN echo 1|COPY app/ /|"
                + "USER $APP_UID|RUN echo 2",
            string.Join('|', lines)
        );
    }

    [TestMethod]
    public void DockerCopy_files_have_their_mode_owner_and_destination()
    {
        using var project = new TestProject();
        project.Write("tool.sh", "#!/bin/sh\n");
        project.Write("names.txt", "Ada");
        project.Read(
            """
            <DockerCopy Include="tool.sh" To="/usr/local/bin/my tool" Chmod="700" Chown="app:app" />
            <DockerCopy Include="names.txt" To="/tmp/" />
            <DockerCopy Include="names.txt" />
            """
        );

        var result = project.Generate().Success();

        var files = result.Task.ContextFiles.Where(file =>
            file.GetMetadata("Layer").StartsWith("copy", StringComparison.Ordinal)
        );
        Assert.AreEqual(
            "copy-1/my tool 700|copy-2/names.txt |copy-3/names.txt ",
            string.Join('|', files.Select(file => $"{file.GetMetadata("ContextPath")} {file.GetMetadata("Mode")}"))
        );
        Assert.Contains("COPY --chown=app:app copy-1/ /usr/local/bin/", result.Text());
        Assert.Contains("COPY copy-2/ /tmp/", result.Text());
        Assert.Contains("COPY copy-3/ /app/", result.Text());
    }

    [TestMethod]
    [DataRow("", "App")]
    [DataRow("NuGetPackageId=Microsoft.NETCore.App.Runtime.linux-x64", "Runtime")]
    [DataRow("NuGetPackageId=Dapper", "Packages")]
    [DataRow("ReferenceSourceTarget=ProjectReference", "Projects")]
    public void Layer_of_a_published_file_follows_its_origin(string metadata, string layer)
    {
        using var project = new TestProject();
        project.Publish(
            "Other.dll",
            [
                .. metadata.Split('=', StringSplitOptions.RemoveEmptyEntries) is [var name, var value]
                    ? new[] { (name, value) }
                    : [],
            ]
        );

        var file = project
            .Generate()
            .Success()
            .Task.ContextFiles.Single(file => file.ItemSpec.EndsWith("Other.dll", StringComparison.Ordinal));

        Assert.AreEqual(layer, file.GetMetadata("Layer"), ignoreCase: true);
    }

    [TestMethod]
    public void Custom_Dockerfile_is_used_unchanged_and_ineffective_settings_are_one_warning()
    {
        using var project = new TestProject();
        project.Write("Dockerfile", "FROM scratch\nCOPY . /\n");
        project.Read(
            """
            <DockerBuildFile>Dockerfile</DockerBuildFile>
            <DockerBaseRegistry>r.io</DockerBaseRegistry>
            <DockerHealthCheckInterval>1s</DockerHealthCheckInterval>
            <DockerHealthCheckTimeout>1s</DockerHealthCheckTimeout>
            <DockerHealthCheckStartPeriod>1s</DockerHealthCheckStartPeriod>
            <DockerHealthCheckRetries>1</DockerHealthCheckRetries>
            <DockerPorts>1</DockerPorts>
            <DockerVolume Include="/data" />
            <DockerVolume Include="/more" />
            <DockerWritableDirectory Include="/w" />
            <DockerBuildArg Include="A" Value="1" />
            """
        );

        var result = project.Generate().Success();

        Assert.EndsWith("Dockerfile", result.Task.DockerfilePath);
        Assert.DoesNotContain("obj", result.Task.DockerfilePath);
        var warning = result.Engine.Warnings.Single();
        Assert.AreEqual("DKZ1021", warning.Code);
        Assert.AreEqual(
            "DockerBaseRegistry DockerHealthCheckInterval DockerHealthCheckTimeout DockerHealthCheckStartPeriod "
                + "DockerHealthCheckRetries DockerPorts DockerVolume DockerWritableDirectory",
            string.Join(' ', warning.Message!.Split('\n')[1..^1].Select(line => line.Trim()))
        );
    }

    [TestMethod]
    public void Custom_Dockerfile_with_the_published_context_keeps_writable_folders()
    {
        using var project = new TestProject();
        project.Write("Dockerfile", "FROM scratch\n");
        project.Read(
            """
            <DockerBuildFile>Dockerfile</DockerBuildFile><DockerBuildContext>published</DockerBuildContext>
            <DockerWritableDirectory Include="data" />
            """
        );

        var result = project.Generate().Success();

        Assert.IsEmpty(result.Engine.Warnings);
        Assert.Contains("writable/app/data/", result.Task.ContextFiles.Select(file => file.GetMetadata("ContextPath")));
    }

    [TestMethod]
    public void Unused_Dockerfile_in_the_project_folder_is_logged()
    {
        using var project = new TestProject();
        project.Write("Dockerfile", "FROM scratch\n");

        Assert.Contains(
            "The Dockerfile in the project folder is not used. To build it, set DockerBuildFile=Dockerfile.",
            project.Generate().Success().Information
        );
    }

    [TestMethod]
    public void Health_check_with_curl_is_a_warning_if_curl_is_not_installed()
    {
        using var project = new TestProject().Set("DockerHealthCheck", "curl -f http://localhost:8080/ || exit 1");

        Assert.AreEqual("DKZ1013", project.Generate().Success().Engine.Warnings.Single().Code);
        Assert.IsEmpty(project.Add("DockerSystemPackage", "curl").Generate().Success().Engine.Warnings);
    }

    [TestMethod]
    [DataRow("appsettings.pfx", "DKZ1025")]
    [DataRow("appsettings.json", "")]
    public void Published_secret_is_a_warning(string file, string code)
    {
        using var project = new TestProject().Publish(file);

        Assert.AreEqual(
            code,
            string.Join(' ', project.Generate().Success().Engine.Warnings.Select(warning => warning.Code))
        );
    }

    [TestMethod]
    public void Engine_in_DockerHost_is_required_even_inside_a_container()
    {
        using var project = new TestProject()
            .Set("DockerBuild", "true")
            .Set("_DockerBuildIsDefault", "true")
            .Set("DOTNET_RUNNING_IN_CONTAINER", "true")
            .Set("DockerHost", "unix:///nowhere.sock");

        Assert.AreEqual("DKZ2001", project.Generate().Engine.Errors.Single().Code);
    }

    private const string Inspection =
        """{"Id":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","Os":"linux","Architecture":"amd64","Config":{"User":"app"}}""";

    [TestMethod]
    public void Project_in_a_git_submodule_can_copy_files_of_the_superproject()
    {
        using var project = new TestProject();
        project.Write("../../.git/HEAD", "ref: refs/heads/main\n");
        project.Write(".git", "gitdir: ../../.git/modules/app\n");
        project.Write("../shared/names.txt", "Ada");

        project.Add("DockerCopy", "../shared/names.txt", ("To", "/opt/")).Generate().Success();
    }
}
