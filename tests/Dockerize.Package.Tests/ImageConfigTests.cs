namespace Dockerize.Package.Tests;

/// <summary>
/// The image has the configuration that the project specifies. Each image is built and inspected, and run if the
/// setting has an effect at run time.
/// </summary>
[TestClass]
public sealed class ImageConfigTests
{
    [TestMethod]
    public async Task Image_has_the_configuration_of_the_project_settings()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            """
            <DockerImageUser>1000:1000</DockerImageUser>
            <DockerWorkingDirectory>/srv/my app</DockerWorkingDirectory>
            <DockerEnvironmentVariables>A=1;B=two words</DockerEnvironmentVariables>
            <DockerPorts>9090</DockerPorts>
            <DockerEntrypoint>["dotnet","/srv/my app/Greeter.dll","--fixed arg"]</DockerEntrypoint>
            <DockerCommand>["--may be replaced"]</DockerCommand>
            <DockerHealthCheck>test -f /app/Greeter.dll</DockerHealthCheck>
            <DockerHealthCheckInterval>1m30s</DockerHealthCheckInterval>
            <DockerHealthCheckTimeout>5s</DockerHealthCheckTimeout>
            <DockerHealthCheckStartPeriod>10s</DockerHealthCheckStartPeriod>
            <DockerHealthCheckRetries>4</DockerHealthCheckRetries>
            <DockerStopSignal>SIGINT</DockerStopSignal>
            <DockerShell>["/bin/bash","-eu","-c"]</DockerShell>
            <Description>Greets "everybody" for $5</Description>
            """,
            """
            <DockerVolume Include="/var/lib/greeter" /><DockerVolume Include="/srv/with blank" />
            <DockerEnvironmentVariable Include="C" Value="say &quot;hi&quot; to $USER" />
            <DockerPort Include="8080" />
            <DockerPort Include="5353" Protocol="udp" />
            <DockerLabel Include="org.opencontainers.image.version" Value="7" />
            """
        );

        (await folder.PublishAsync("Greeter", "-p:DockerLabels=team=shop%3Btier=front")).Succeeded();

        Assert.AreEqual("1000:1000", await folder.InspectAsync("{{.Config.User}}"));
        Assert.AreEqual("/srv/my app", await folder.InspectAsync("{{.Config.WorkingDir}}"));
        Assert.AreEqual(
            """{"5353/udp":{},"8080/tcp":{},"9090/tcp":{}}""",
            await folder.InspectAsync("{{json .Config.ExposedPorts}}")
        );
        Assert.Contains(
            """
            "A=1","B=two words","C=say \"hi\" to $USER"
            """,
            await folder.InspectAsync("{{json .Config.Env}}")
        );
        Assert.AreEqual(
            "7 shop front Greets \"everybody\" for $5",
            await folder.InspectAsync(
                """{{with .Config.Labels}}{{index . "org.opencontainers.image.version"}} {{.team}} {{.tier}} {{index . "org.opencontainers.image.description"}}{{end}}"""
            )
        );
        Assert.AreEqual(
            """["dotnet","/srv/my app/Greeter.dll","--fixed arg"]""",
            await folder.InspectAsync("{{json .Config.Entrypoint}}")
        );
        Assert.AreEqual("""["--may be replaced"]""", await folder.InspectAsync("{{json .Config.Cmd}}"));
        using var saved = await SavedImage.OpenAsync(folder.Image);
        Assert.AreEqual(
            """{"Test":["CMD-SHELL","test -f /app/Greeter.dll"],"Interval":90000000000,"Timeout":5000000000,"StartPeriod":10000000000,"Retries":4}""",
            saved.Settings.GetProperty("Healthcheck").GetRawText()
        );
        Assert.AreEqual("SIGINT", await folder.InspectAsync("{{.Config.StopSignal}}"));
        Assert.AreEqual("""["/bin/bash","-eu","-c"]""", saved.Settings.GetProperty("Shell").GetRawText());
        Assert.AreEqual(
            """{"/srv/with blank":{},"/var/lib/greeter":{}}""",
            await folder.InspectAsync("{{json .Config.Volumes}}")
        );
        Assert.AreEqual("Hello from the image", await folder.RunAsync());
    }

    [TestMethod]
    public async Task Commands_run_in_their_phase_and_as_their_user_with_any_shell_text()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """
            <DockerBuildArg Include="FLAVOUR" Value="vanilla; and &quot;more&quot;" />
            <DockerRun Include="before" Command="test ! -e /app; id -u; printf '%s\n' 'a;b*c' &quot;%24(id -un)&quot; 's/\.foo\b/x/' &gt; /out; printf '%s' &quot;$FLAVOUR&quot; &gt; /flavour" />
            <DockerRun Include="after" Phase="AfterCopy" User="$APP_UID" Command="test -f /app/Greeter.dll &amp;&amp; id -u &gt; /tmp/after" />
            <DockerRun Include="script" Phase="AfterCopy">
              <Command>
                for i in 1 2; do
                  echo "line $i" &gt;&gt; /script
                done
              </Command>
            </DockerRun>
            """
        );

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual("a;b*c\nroot\ns/\\.foo\\b/x/", await folder.RunAsync("cat", "/out"));
        Assert.AreEqual("vanilla; and \"more\"", await folder.RunAsync("cat", "/flavour"));
        Assert.AreEqual("1654", await folder.RunAsync("cat", "/tmp/after"));
        Assert.AreEqual("line 1\nline 2", await folder.RunAsync("cat", "/script"));
        Assert.AreEqual(
            "1654",
            await folder.InspectAsync("{{.Config.User}}"),
            "the user of the app, which is not the user of the last command"
        );
    }

    [TestMethod]
    public async Task System_packages_are_installed_once_with_their_versions_and_without_caches()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """<DockerSystemPackage Include="hello=2.10-3" /><DockerSystemPackage Include="tini" />"""
        );

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual("Hello, world!", await folder.RunAsync("hello"));
        StringAssert.StartsWith(await folder.RunAsync("tini", "--version"), "tini version", StringComparison.Ordinal);
        Assert.AreEqual("", await folder.RunAsync("ls", "/var/lib/apt/lists"));
    }

    [TestMethod]
    public async Task Files_are_copied_with_their_permissions_owners_and_folder_structure()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """
            <DockerCopy Include="config/**/*.conf" To="/etc/greeter" Chmod="0640" Chown="$APP_UID:1654" />
            <DockerCopy Include="tool.sh" To="/usr/local/bin/my tool" />
            <DockerCopy Include="names.txt" To="/tmp/" />
            <DockerCopy Include="beside the app.txt;names.txt" />
            <DockerCopy Include="names.txt" To="/srv/it's &quot;my&quot;/" />
            <DockerCopy Include="certificates" To="/usr/share/certs" Chmod="444" />
            """
        );
        folder.Write("Greeter/config/a.conf", "a");
        folder.Write("Greeter/config/deep/down/b.conf", "b");
        folder.Write("Greeter/tool.sh", "#!/bin/sh\necho tool\n");
        folder.Write("Greeter/names.txt", "Ada");
        folder.Write("Greeter/beside the app.txt", "here");
        folder.Write("Greeter/certificates/x/ca.pem", "pem");

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual(
            "640 1654:1654 /etc/greeter/a.conf\n640 1654:1654 /etc/greeter/deep/down/b.conf\n755 0:0 /etc\n"
                + "1777 0:0 /tmp\n644 0:0 /tmp/names.txt\n444 0:0 /usr/share/certs/x/ca.pem",
            await folder.RunAsync(
                "stat",
                "-c",
                "%a %u:%g %n",
                "/etc/greeter/a.conf",
                "/etc/greeter/deep/down/b.conf",
                "/etc",
                "/tmp",
                "/tmp/names.txt",
                "/usr/share/certs/x/ca.pem"
            )
        );
        Assert.AreEqual("tool", await folder.RunAsync("/usr/local/bin/my tool"));
        Assert.AreEqual("here", await folder.RunAsync("cat", "/app/beside the app.txt"));
        Assert.AreEqual("Ada", await folder.RunAsync("cat", "/srv/it's \"my\"/names.txt"));
    }

    [TestMethod]
    public async Task Only_the_writable_directories_and_their_published_files_are_writable()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(
            items: """
            <DockerWritableDirectory Include="data" />
            <DockerWritableDirectory Include="/var/lib/greeter/deep" />
            <DockerWritableDirectory Include="/var/log" />
            <DockerWritableDirectory Include="/srv/it's mine" />
            <None Update="data/seed.db" CopyToPublishDirectory="Always" />
            """
        );
        folder.Write("Greeter/data/seed.db", "seed");

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual(
            "written seed",
            await folder.RunAsync(
                "sh",
                "-c",
                "touch /app/data/new /var/lib/greeter/deep/new /var/log/new \"/srv/it's mine/new\" && printf ' seed' > "
                    + "/app/data/seed.db && printf written && cat /app/data/seed.db"
            )
        );
        Assert.AreEqual(
            "refused refused",
            await folder.RunAsync(
                "sh",
                "-c",
                "touch /app/new 2>/dev/null || printf 'refused '; touch /var/lib/greeter/new "
                    + "2>/dev/null || printf refused"
            )
        );
    }

    [TestMethod]
    public async Task Exported_build_context_creates_the_same_layers_with_docker_build()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync(items: """<DockerCopy Include="tool.sh" To="/app/tool" Chmod="700" />""");
        folder.Write("Greeter/tool.sh", "echo");

        (await folder.PublishAsync("Greeter", "-p:DockerBuildContextOutput=../context")).Succeeded();
        (await folder.PublishAsync("Greeter", "-p:DockerBuildContextOutput=../context.tar")).Succeeded();
        (await folder.PublishAsync("Greeter", "-p:DockerBuildContextOutput=../context")).Succeeded();

        // The cache is not used, because it can contain layers of the publish. COPY into an existing folder sets the
        // time of the folder, so the last layer, of DockerCopy, differs in each build.
        var expected = (await folder.LayersAsync())[..^1].Where(layer => layer != BuildKitTests.EmptyLayer).ToArray();
        string[] build = ["build", "-q", "--no-cache", "-t"];
        await CommandLine.DockerAsync([.. build, $"{folder.Image}:folder", Path.Combine(folder.Path, "context")]);
        using (var tar = File.OpenRead(Path.Combine(folder.Path, "context.tar")))
            (await CommandLine.RunAsync("docker", [.. build, $"{folder.Image}:tar", "-"], input: tar)).Succeeded();

        foreach (var tag in new[] { "folder", "tar" })
        {
            CollectionAssert.AreEqual(expected, (await folder.LayersAsync(tag))[..^1]);
            string[] run = ["run", "--rm", "--entrypoint", "stat", $"{folder.Image}:{tag}", "-c", "%a", "/app/tool"];
            Assert.AreEqual("700", await CommandLine.DockerAsync(run));
        }

        Assert.AreEqual("Hello from the image", await CommandLine.DockerAsync("run", "--rm", $"{folder.Image}:folder"));
    }
}
