using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>The snippets of the README and of docs/ work as the text next to them describes.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class DocumentationSnippetTests
{
    private const string ConsoleSdk = "Microsoft.NET.Sdk";
    private const string WebSdk = "Microsoft.NET.Sdk.Web";
    private const string DocumentedRegistry = "registry.example.com";

    private readonly HashSet<string> used = [];

    public TestContext TestContext { get; set; } = null!;

    [TestCleanup]
    public void Declared_snippets_equal_the_used_snippets()
    {
        if (TestContext.CurrentTestOutcome == UnitTestOutcome.Passed)
            CollectionAssert.AreEquivalent(Declared(GetType().GetMethod(TestContext.TestName!)!), used.ToArray());
    }

    [TestMethod]
    public void Every_named_snippet_is_declared_by_a_test()
    {
        var declared = GetType().GetMethods().SelectMany(Declared).ToHashSet();

        Assert.AreEqual("", string.Join(' ', Documentation.Snippets.Keys.Where(name => !declared.Contains(name))));
    }

    [TestMethod]
    [Snippets("first-image", "first-output", "first-run", "why-no-image", "first-push", "login")]
    public async Task Getting_started_commands_print_the_documented_output_and_push_the_image()
    {
        await using var folder = CreateFolder();

        var output = await ShellAsync(folder, Snippet("first-image"));
        AssertPrinted(
            Snippet(
                "first-output",
                ("/src", folder.Path),
                ("mcr.microsoft.com", TestMachine.BaseRegistry),
                ("shop:latest", $"{folder.Repository}:latest")
            ),
            output
        );
        Assert.Contains(
            "Run it: " + Snippet("first-run", ("shop:latest", $"{folder.Repository}:latest")).Trim(),
            output
        );
        await using (var container = await Container.StartAsync($"{folder.Repository}:latest"))
            Assert.AreEqual("Hello World!", await container.GetAsync(""));
        var explanation = await ShellAsync(folder, Snippet("why-no-image"), "Shop");
        Assert.Contains("yes: the project is an app and references Dockerize.Build", explanation);
        Assert.Contains("builds the image only if a file or a setting has changed", explanation);
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");

        folder.LogIn(TestMachine.Password);
        output = await ShellAsync(
            folder,
            Snippet("first-push", (DocumentedRegistry, TestMachine.AuthRegistry)),
            "Shop"
        );
        Assert.Contains($"Pushed {TestMachine.AuthRegistry}/{folder.Repository}:latest", output);
        Assert.AreEqual(Snippet("first-push"), Snippet("login"));
    }

    [TestMethod]
    public async Task README_shows_the_output_of_a_publish_and_a_push_and_the_digest()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", Documentation.InReadme("<Target"), WebSdk);
        var (publish, push) = (Shown("$ dotnet publish\n"), Shown("$ dotnet publish -p:DockerPush=true"));

        AssertPrinted(publish, await ShellAsync(folder, Command(publish), "Shop"));
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
        await ShellAsync(folder, Command(push), "Shop");
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        var output = await ShellAsync(folder, Command(push), "Shop");

        AssertPrinted(push, output);
        StringAssert.Matches(output, new Regex("^ *sha256:[0-9a-f]{64}$", RegexOptions.Multiline));

        string Shown(string start) =>
            Replace(
                Documentation.InReadme(start),
                [
                    ($"{DocumentedRegistry}/shop", folder.Image),
                    (DocumentedRegistry, TestMachine.Registry),
                    ("shop:latest", $"{folder.Repository}:latest"),
                    ("/src", folder.Path),
                    ("mcr.microsoft.com", TestMachine.BaseRegistry),
                ]
            );

        static string Command(string shown) => shown.Split('\n')[0].TrimStart('$');
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("os-package", "health-curl", "other-port", "ports", "labels", "entrypoint", "smoke-test")]
    public async Task Suggested_settings_of_recipes_and_DKZ_pages_reach_the_Dockerfile()
    {
        await using var folder = CreateFolder();
        WriteApp(
            folder,
            "Shop",
            $"""
            {Snippet("os-package")}{Snippet("health-curl")}{Snippet("other-port")}{Snippet("smoke-test")}
            <ItemGroup>{Snippet("ports")}</ItemGroup>
            <PropertyGroup>{Snippet("labels")}{Snippet("entrypoint")}</PropertyGroup>
            """,
            WebSdk
        );

        var dockerfile = await DockerfileAsync(folder, "Shop");

        foreach (
            var line in new[]
            {
                "RUN apt-get update && apt-get install -y --no-install-recommends curl libsodium23 "
                    + "&& rm -rf /var/lib/apt/lists/*",
                "HEALTHCHECK CMD curl --fail --silent --max-time 5 http://localhost:8080/health || exit 1",
                "EXPOSE 5000 8080 5353/udp",
                "team=\"shop\"",
                "tier=\"front\"",
                """ENTRYPOINT ["dotnet","/app/Shop.dll","--migrate"]""",
                "CMD --verbose",
            }
        )
        {
            Assert.Contains(line, dockerfile);
        }
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets(
        "console-project",
        "console",
        "web-project",
        "web",
        "steps-project",
        "steps",
        "sdk-settings",
        "sdk-settings-dockerfile",
        "move-project",
        "move-dockerfile"
    )]
    public async Task Documented_Dockerfile_equals_the_one_of_the_documented_project()
    {
        await using var folder = CreateFolder();
        WritePricing(folder);
        WriteApp(folder, "Mailer", Snippet("console-project"), ConsoleSdk);
        AssertHasInstructions(Snippet("console"), await DockerfileAsync(folder, "Mailer"));

        WriteApp(folder, "Shop", "", WebSdk, program: "return;");
        folder.Write("Shop/Shop.csproj", Snippet("web-project", ("0.1.0", TestMachine.PackageVersion)));
        folder.Write("Shop/shop.conf", "");
        AssertHasInstructions(Snippet("web"), await DockerfileAsync(folder, "Shop"));
        foreach (
            var (project, dockerfile) in new[]
            {
                ("steps-project", "steps"),
                ("sdk-settings", "sdk-settings-dockerfile"),
                ("move-project", "move-dockerfile"),
            }
        )
        {
            WriteApp(folder, "Shop", Snippet(project), WebSdk);
            AssertHasInstructions(Snippet(dockerfile), await DockerfileAsync(folder, "Shop", "--no-build"));
        }
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets(
        "culture-chiseled",
        "culture-invariant",
        "culture-own",
        "time-zone-alpine",
        "time-zone-chiseled",
        "skia-no-dependencies",
        "skia-fontconfig",
        "debug",
        "debug-publish"
    )]
    public async Task Recipes_for_base_images_and_packages_change_the_Dockerfile()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", "", WebSdk);
        folder.Write("Shop/fonts/Inter.ttf", "");
        await DockerfileAsync(folder, "Shop");

        await ExpectAsync(
            Snippet("culture-chiseled"),
            "FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra"
        );
        await ExpectAsync(
            Snippet("culture-chiseled") + Snippet("culture-invariant"),
            "FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled\n"
        );
        await ExpectAsync(
            Snippet("culture-own") + Snippet("time-zone-alpine"),
            $"FROM {DocumentedRegistry}/base/aspnet:10.0-alpine",
            "apk add --no-cache icu-data-full icu-libs tzdata",
            "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=\"false\""
        );
        await ExpectAsync(
            Snippet("culture-invariant") + Snippet("time-zone-chiseled"),
            "FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra\n"
        );
        await ExpectAsync(
            WithoutPackages("skia-fontconfig") + WithoutPackages("skia-no-dependencies"),
            "apt-get install -y --no-install-recommends fonts-dejavu-core libfontconfig1",
            "/ /usr/share/fonts/"
        );

        WriteApp(folder, "Shop", Snippet("debug"), WebSdk);
        await ShellAsync(folder, $"{Snippet("debug-publish").Trim()} -p:DockerBuild=false", "Shop");
        var dockerfile = await File.ReadAllTextAsync(
            Path.Combine(folder.Path, "Shop", "obj", "Debug", "net10.0", "docker", "Dockerfile")
        );
        Assert.Contains("curl unzip", dockerfile);
        Assert.Contains("RUN curl -sSL https://aka.ms/getvsdbgsh | bash /dev/stdin -v latest -l /vsdbg", dockerfile);

        async Task ExpectAsync(string content, params string[] lines)
        {
            WriteApp(folder, "Shop", content, WebSdk);
            var dockerfile = await DockerfileAsync(folder, "Shop", "--no-build");
            foreach (var line in lines)
                Assert.Contains(line, dockerfile);
        }

        // The packages are large and change nothing in the Dockerfile.
        string WithoutPackages(string name) => Regex.Replace(Snippet(name), "<PackageReference [^>]*/>", "");
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets(
        "time-zone-run",
        "target-files",
        "target-items",
        "https-certificate",
        "https-run",
        "user-secrets",
        "secret-run",
        "secret-files-program"
    )]
    public async Task Recipes_for_target_files_HTTPS_time_zones_and_secrets_work()
    {
        await using var folder = CreateFolder();
        WriteApp(
            folder,
            "Shop",
            Snippet("target-files") + Snippet("target-items"),
            WebSdk,
            $$"""
            var builder = WebApplication.CreateBuilder(args);
            {{Snippet("secret-files-program")}}
            var app = builder.Build();
            app.MapGet("/", () => "Hello World!");
            switch (args)
            {
                case ["--zone"]:
                    Console.WriteLine(TimeZoneInfo.Local.Id);
                    break;
                case ["--secret"]:
                    Console.WriteLine(app.Configuration.GetConnectionString("Shop"));
                    break;
                default:
                    await app.RunAsync();
                    break;
            }
            """
        );
        folder.Write("Shop/client/dist/js/shop.js", "// The client\n");
        folder.Write("Shop/licenses/MIT.txt", "The license\n");
        (await folder.PublishAsync("Shop")).Succeeded();
        Assert.AreEqual("// The client", await folder.RunAsync("cat", "/app/wwwroot/js/shop.js"));
        Assert.AreEqual("The license", await folder.RunAsync("cat", "/usr/share/licenses/shop/MIT.txt"));

        var zone = await ShellAsync(folder, Snippet("time-zone-run", ("shop:latest", $"{folder.Image} --zone")));
        Assert.AreEqual("Europe/Vienna", zone);

        const string Secret = "Host=db;Database=shop;Username=shop;Password=secret";
        (string, string)[] names = [(" -p 8080:8080", ""), ("shop:latest", $"{folder.Image} --secret")];
        Assert.AreEqual(Secret, await ShellAsync(folder, Snippet("secret-run", names)));
        folder.Write("connection-string", Secret);
        var mount = $"{folder.Path}/connection-string:/run/secrets/ConnectionStrings__Shop:ro";
        Assert.AreEqual(Secret, await CommandLine.DockerAsync("run", "--rm", "-v", mount, folder.Image, "--secret"));

        // The certificate and the secrets of the user who runs the tests stay as they are.
        var home = $"export HOME='{folder.Path}/home'\nmkdir -p ~\n";
        await ShellAsync(folder, home + Snippet("user-secrets"), "Shop");
        Assert.Contains("Password=secret", await ShellAsync(folder, home + "dotnet user-secrets list", "Shop"));

        await ShellAsync(folder, home + Snippet("https-certificate"));
        var container = await ShellAsync(
            folder,
            home
                + Snippet(
                    "https-run",
                    ("docker run --rm -p 8081:8081", "docker run -d -p 127.0.0.1::8081"),
                    ("shop:latest", folder.Image)
                )
        );
        try
        {
            var address = await CommandLine.DockerAsync("port", container, "8081/tcp");
            var answer = await ShellAsync(
                folder,
                $"curl -sk --retry 60 --retry-all-errors --retry-delay 1 https://{address.Split('\n')[0]}/"
            );
            Assert.AreEqual("Hello World!", answer);
        }
        finally
        {
            await CommandLine.DockerAsync("rm", "-f", container);
        }
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("on-build")]
    public async Task DockerizeOnBuild_snippet_writes_the_Dockerfile_in_a_build()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", $"<PropertyGroup>{Snippet("on-build")}</PropertyGroup>", ConsoleSdk);

        await ShellAsync(folder, "dotnet build -p:DockerBuild=false", "Shop");

        Assert.IsTrue(
            File.Exists(Path.Combine(folder.Path, "Shop", "obj", "Debug", "net10.0", "docker", "Dockerfile"))
        );
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("private-base", "private-base-publish")]
    public async Task Private_base_image_snippets_pull_with_docker_login()
    {
        await using var folder = CreateFolder();
        var image = await folder.PushPrivateBaseAsync();
        WriteApp(
            folder,
            "Shop",
            Snippet("private-base", ($"{DocumentedRegistry}/base/aspnet:10.0", image)),
            ConsoleSdk
        );
        folder.LogIn(TestMachine.Password);

        await ShellAsync(folder, Snippet("private-base-publish"), "Shop");

        Assert.AreEqual("Hello from Shop", await CommandLine.DockerAsync("run", "--rm", $"{folder.Repository}:latest"));
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("health-check", "health-program", "health-bash")]
    public async Task Health_check_snippets_with_the_app_and_with_bash_report_healthy()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", Snippet("health-check"), WebSdk, Snippet("health-program"));
        (await folder.PublishAsync("Shop")).Succeeded();
        var container = await CommandLine.DockerAsync("run", "-d", folder.Image);
        try
        {
            await IsHealthyAsync(await folder.InspectAsync("{{json .Config.Healthcheck.Test}}"));
            WriteApp(
                folder,
                "Shop",
                $"<PropertyGroup>{Snippet("health-bash")}</PropertyGroup>",
                WebSdk,
                Snippet("health-program")
            );
            (await folder.PublishAsync("Shop", "--no-build")).Succeeded();
            await IsHealthyAsync(await folder.InspectAsync("{{json .Config.Healthcheck.Test}}"));
        }
        finally
        {
            await CommandLine.DockerAsync("rm", "-f", container);
        }

        // Runs the check as the engine does, without its interval of 30 seconds.
        async Task IsHealthyAsync(string check)
        {
            string[] words = [.. JsonSerializer.Deserialize<string[]>(check)!.Skip(1)];
            var answer = new CommandResult(1, "", "");
            for (var attempt = 0; attempt < 30 && answer.ExitCode != 0; attempt++)
            {
                await Task.Delay(300);
                answer = await CommandLine.RunAsync("docker", ["exec", container, .. words]);
            }

            answer.Succeeded();
        }
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("sqlite", "sqlite-run")]
    public async Task Writable_folder_snippets_keep_data_in_a_volume()
    {
        await using var folder = CreateFolder();
        WriteApp(
            folder,
            "Shop",
            Snippet("sqlite"),
            ConsoleSdk,
            """
            var file = Environment.GetEnvironmentVariable("ConnectionStrings__Shop")!["Data Source=".Length..];
            File.AppendAllText(file, "one more\n");
            Console.WriteLine(File.ReadAllLines(file).Length);
            """
        );
        (await folder.PublishAsync("Shop")).Succeeded();

        var run = Snippet(
            "sqlite-run",
            (" -p 8080:8080", ""),
            ("shop-data", folder.Repository),
            ("shop:latest", folder.Image)
        );
        Assert.AreEqual("1", await ShellAsync(folder, run));
        Assert.AreEqual("2", await ShellAsync(folder, run));
        await CommandLine.DockerAsync("volume", "rm", folder.Repository);
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets(
        "monorepo-packages",
        "monorepo-names",
        "monorepo-copy",
        "monorepo-publish",
        "repository-of-each",
        "metadata-of-each",
        "folder-of-each",
        "gitlab-names"
    )]
    public async Task Monorepo_snippets_build_one_image_per_app_with_shared_settings()
    {
        await using var folder = CreateFolder();
        folder.SetEnvironment("DockerRepository", null);
        var names = (Documented: "shop/", Ours: folder.Repository + "/");
        foreach (var app in new[] { "Api", "Worker" })
            WriteApp(folder, app, "", ConsoleSdk, package: "");
        folder.Write(
            "Common/Common.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>"
                + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"
        );
        folder.Write("Directory.Packages.props", Snippet("monorepo-packages", ("0.1.0", TestMachine.PackageVersion)));
        folder.Write(
            "Directory.Build.props",
            Snippet("monorepo-names", (DocumentedRegistry, TestMachine.Registry), names)
        );
        folder.Write("Directory.Build.targets", Snippet("monorepo-copy"));
        using (var authority = new TestAuthority())
            authority.WriteFiles(Path.Combine(folder.Path, "certificates"));
        File.Move(
            Path.Combine(folder.Path, "certificates", "ca.pem"),
            Path.Combine(folder.Path, "certificates", "company.crt")
        );
        await ShellAsync(folder, "dotnet new sln -n Shop --format slnx && dotnet sln add Api Worker Common");
        var revision = GitFolder.Create(folder.Path).Commit()[..7];

        var output = await ShellAsync(folder, Snippet("monorepo-publish"));

        foreach (var app in new[] { "api", "worker" })
        {
            var image = $"{TestMachine.Registry}/{names.Ours}{app}";
            foreach (var tag in new[] { revision, "latest", "1.4.0" })
                Assert.Contains($"Pushed {image}:{tag}", output);
            Assert.AreEqual(
                "/etc/ssl/certs/company.pem",
                await CommandLine.DockerAsync(
                    "run",
                    "--rm",
                    "--entrypoint",
                    "ls",
                    $"{image}:1.4.0",
                    "/etc/ssl/certs/company.pem"
                )
            );
        }

        Assert.DoesNotContain("common:", output);

        // The settings that the DKZ pages suggest, in the same solution.
        folder.Write(
            "Directory.Build.props",
            "<Project><PropertyGroup>"
                + $"{Snippet("repository-of-each", names)}{Snippet("metadata-of-each")}"
                + $"{Snippet("folder-of-each")}</PropertyGroup></Project>"
        );
        await ShellAsync(folder, $"dotnet publish Shop.slnx --no-build -p:DockerRegistry={TestMachine.Registry}");
        foreach (var app in new[] { "Api", "Worker" })
        {
            Assert.IsTrue(File.Exists(Path.Combine(folder.Path, "out", app, $"{app}.dll")));
            Assert.Contains(
                $"{names.Ours}{app.ToLowerInvariant()}:latest",
                await File.ReadAllTextAsync(Path.Combine(folder.Path, "artifacts", $"{app}.image.json"))
            );
            await CommandLine.RemoveImagesAsync([
                .. new[] { revision, "latest", "1.4.0" }.Select(tag =>
                    $"{TestMachine.Registry}/{names.Ours}{app.ToLowerInvariant()}:{tag}"
                ),
            ]);
        }

        folder.Write("Directory.Build.props", Snippet("gitlab-names"));
        folder.SetEnvironment("CI_PROJECT_PATH", "Contoso/Shop");
        Assert.AreEqual(
            "contoso/shop/api",
            await ShellAsync(folder, "dotnet msbuild Api -t:ResolveDockerProperties -getProperty:DockerRepository")
        );
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("remote-context")]
    public async Task Docker_context_snippet_selects_the_engine()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", "", ConsoleSdk);
        folder.SetEnvironment("DOCKER_CONFIG", Path.Combine(folder.Path, "docker"));

        var output = await ShellAsync(
            folder,
            Snippet("remote-context", ("ssh://me@build.example.com", TestMachine.Engine.Host)),
            "Shop"
        );

        Assert.Contains("Run it: ", output);
        Assert.AreEqual("Hello from Shop", await CommandLine.DockerAsync("run", "--rm", $"{folder.Repository}:latest"));
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("mirror", "mirror-fill")]
    public async Task Mirror_snippets_fill_a_mirror_that_serves_base_images()
    {
        await using var folder = CreateFolder();
        var mirror = $"{TestMachine.Registry}/{folder.Repository}/mcr";
        folder.SetEnvironment("DockerBaseRegistry", null);
        WriteApp(folder, "Shop", Snippet("mirror", ("mirror.example.com/mcr", mirror)), ConsoleSdk);
        await ShellAsync(
            folder,
            Snippet("mirror-fill", ("mcr.microsoft.com", TestMachine.BaseRegistry), ("mirror.example.com/mcr", mirror))
        );
        string[] images =
        [
            .. new[] { "runtime-deps", "runtime", "aspnet" }.Select(image => $"{mirror}/dotnet/{image}:10.0"),
        ];
        await CommandLine.RemoveImagesAsync(images);

        await ShellAsync(folder, $"dotnet publish -p:DockerRegistry={TestMachine.Registry}", "Shop");

        Assert.AreEqual("Hello from Shop", await folder.RunAsync());
        await CommandLine.RemoveImagesAsync(images[1]);
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("own-dockerfile", "own-dockerfile-text", "move-own")]
    public async Task Custom_Dockerfile_snippets_build_with_the_published_files_or_another_context()
    {
        await using var folder = CreateFolder();
        const string Pricing = """<ItemGroup><ProjectReference Include="../Pricing/Pricing.csproj" /></ItemGroup>""",
            Program = "Console.WriteLine(Price.Text);";
        WritePricing(folder);
        WriteApp(folder, "Shop", Snippet("own-dockerfile") + Pricing, WebSdk, Program);
        folder.Write(
            "Shop/Dockerfile",
            Snippet("own-dockerfile-text", ("mcr.microsoft.com", TestMachine.BaseRegistry))
        );
        (await folder.PublishAsync("Shop")).Succeeded();
        Assert.AreEqual("Hello from Pricing", await folder.RunAsync());

        WriteApp(folder, "Shop", Snippet("move-own") + Pricing, WebSdk, Program);
        folder.Write(
            "Shop/Dockerfile",
            $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nCOPY Pricing/Price.cs /\n"
                + "CMD [\"cat\", \"/Price.cs\"]\n"
        );
        (await folder.PublishAsync("Shop", "--no-build")).Succeeded();
        Assert.Contains("class Price", await folder.RunAsync());
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("archive")]
    public async Task Archive_snippet_saves_and_loads_the_image()
    {
        await using var folder = CreateFolder();
        folder.SetEnvironment("DockerBaseImage", await folder.PushSmallBaseAsync());
        WriteApp(folder, "src/Shop", "", ConsoleSdk);

        var output = await ShellAsync(folder, Snippet("archive"));
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:1.4.0");

        // Podman prints the full name.
        StringAssert.Matches(
            output,
            new Regex($@"^Loaded image: \S*{folder.Repository}:1\.4\.0", RegexOptions.Multiline)
        );
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("reproducible")]
    public async Task Reproducible_image_snippet_creates_the_image_with_the_time_of_the_commit()
    {
        await using var folder = CreateFolder();
        folder.SetEnvironment("DockerRegistry", TestMachine.Registry);
        WriteApp(folder, "src/Shop", "", ConsoleSdk);
        var git = GitFolder.Create(folder.Path);
        git.Commit();
        var epoch = long.Parse(git.Run("log", "-1", "--format=%ct"), CultureInfo.InvariantCulture);

        var output = await ShellAsync(folder, Snippet("reproducible"));

        var expected = DateTimeOffset.FromUnixTimeSeconds(epoch).ToString("s", CultureInfo.InvariantCulture);
        var isExpected = (await folder.InspectAsync("{{.Created}}")).StartsWith(expected, StringComparison.Ordinal);
        Assert.AreEqual(!isExpected, output.Contains("The image id is not reproducible", StringComparison.Ordinal));
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("annotations")]
    public async Task Annotation_snippet_adds_annotations_or_reports_that_the_engine_cannot_store_them()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", Snippet("annotations"), ConsoleSdk);

        var output = await ShellAsync(folder, "dotnet publish", "Shop");

        Assert.AreEqual(
            !TestMachine.Engine.HasContainerdStore,
            output.Contains(
                "warning DKZ2033: DockerAnnotation 'com.example.team', 'com.example.pipeline' has no effect",
                StringComparison.Ordinal
            )
        );
        Assert.DoesNotContain("DKZ1048", output);
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("context")]
    public async Task Build_context_snippet_builds_with_docker_build()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "src/Shop", "", ConsoleSdk);

        await ShellAsync(folder, Snippet("context", ("shop:latest", folder.Image)));

        Assert.AreEqual("Hello from Shop", await folder.RunAsync());
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("first-properties", "digest-file", "digest-property")]
    public async Task CI_snippets_return_the_digest_from_a_file_and_a_property()
    {
        if ((await CommandLine.RunAsync("bash", ["-c", "command -v jq"])).ExitCode != 0)
            Assert.Inconclusive("jq is not installed.");
        await using var folder = CreateFolder();
        WriteApp(
            folder,
            "src/Shop",
            Snippet("first-properties", (DocumentedRegistry, "nowhere.example.com"), ("team/shop", folder.Repository)),
            ConsoleSdk
        );

        var name = (await ShellAsync(folder, Snippet("digest-file", (DocumentedRegistry, TestMachine.Registry)))).Split(
            '\n'
        )[^1];
        var digest = await ShellAsync(folder, Snippet("digest-property", (DocumentedRegistry, TestMachine.Registry)));

        StringAssert.Matches(digest, new Regex("^sha256:[0-9a-f]{64}$"));
        Assert.AreEqual($"{folder.Image}:latest@{digest}", name);
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("tags-command", "tags-project")]
    public async Task Tag_snippets_give_the_same_tags_in_the_project_and_on_the_command_line()
    {
        await using var folder = CreateFolder();
        folder.SetEnvironment("DockerRegistry", TestMachine.Registry);
        WriteApp(folder, "Shop", "<PropertyGroup><Version>1.4.2</Version></PropertyGroup>", ConsoleSdk);
        var revision = GitFolder.Create(folder.Path).Commit()[..7];
        var expected = string.Join(
            ", ",
            new[] { "1.4.2", "1.4", "1", "latest", revision }.Select(tag => $"{folder.Image}:{tag}")
        );

        Assert.Contains($"Shop -> {expected}", await ShellAsync(folder, Snippet("tags-command"), "Shop"));

        WriteApp(
            folder,
            "Shop",
            $"<PropertyGroup><Version>1.4.2</Version>{Snippet("tags-project")}</PropertyGroup>",
            ConsoleSdk
        );
        Assert.Contains($"Shop -> {expected}", await ShellAsync(folder, "dotnet publish --no-build", "Shop"));
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("sdk-publish")]
    public async Task SDK_publish_snippets_still_use_the_container_support_of_the_SDK()
    {
        await using var folder = CreateFolder();
        folder.SetEnvironment("DockerRepository", null);
        folder.SetEnvironment("ContainerRepository", folder.Repository);
        folder.SetEnvironment("ContainerBaseImage", await folder.PushSmallBaseAsync());
        WriteApp(folder, "Shop", "", WebSdk);

        var output = await ShellAsync(folder, Snippet("sdk-publish"), "Shop");

        Assert.HasCount(2, Regex.Matches(output, "Pushed image '" + folder.Repository));
        Assert.DoesNotContain("Run it: ", output);
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("publish-container", "publish-container-tools")]
    public async Task PublishContainer_snippets_create_the_image_of_this_package()
    {
        await using var folder = CreateFolder();
        WriteApp(folder, "Shop", Snippet("publish-container"), WebSdk);

        var output = await ShellAsync(
            folder,
            Snippet(
                "publish-container-tools",
                (DocumentedRegistry, TestMachine.Registry),
                ("=shop", "=" + folder.Repository)
            )
        );

        Assert.Contains("\"ExposedPorts\":{\"8080/tcp\":{}}", output);
        Assert.Contains($"Shop -> {folder.Repository}:latest", output);
        Assert.Contains(
            "/app/Shop.dll",
            await CommandLine.DockerAsync(
                "image",
                "inspect",
                "-f",
                "{{json .Config.Entrypoint}}",
                $"{folder.Image}:azd-1"
            )
        );
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:latest");
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public Task README_program_uses_a_private_base_image_and_pushes_with_docker_login() =>
        RunProgramAsync(Documentation.InReadme("#:package"));

    [TestMethod]
    [TestCategory("Nightly")]
    [Snippets("library")]
    public Task Library_page_program_uses_a_private_base_image_and_pushes_with_docker_login() =>
        RunProgramAsync("#:package Dockerize@0.1.0\n" + Snippet("library"));

    private static async Task RunProgramAsync(string program)
    {
        await using var folder = CreateFolder();
        var baseImage = await folder.PushPrivateBaseAsync();
        folder.LogIn(TestMachine.Password);
        folder.Write("greetings/el", "Καλημέρα\n");
        folder.Write("greetings/en", "Good morning\n");
        folder.Write(
            "build.cs",
            Replace(
                program,
                [
                    ("@0.1.0", "@" + TestMachine.PackageVersion),
                    ("mcr.microsoft.com/dotnet/runtime-deps:10.0", baseImage),
                    ("localhost:5000\", \"greetings", $"{TestMachine.AuthRegistry}\", \"{folder.Repository}"),
                ]
            )
        );

        Assert.DoesNotContain("warning", (await folder.DotnetAsync("run", "build.cs")).Succeeded());

        var pushed = await CommandLine.DockerAsync(
            "image",
            "ls",
            "--format",
            "{{.Repository}}:{{.Tag}}",
            "--filter",
            $"reference={TestMachine.AuthRegistry}/{folder.Repository}:1.*"
        );
        Assert.AreEqual("Good morning\nΚαλημέρα", await CommandLine.DockerAsync("run", "--rm", pushed));
    }

    /// <summary>
    /// Creates a folder in which the commands of the documentation use the base images of the tests and a repository
    /// that no other test uses.
    /// </summary>
    private static UserFolder CreateFolder()
    {
        var folder = new UserFolder();
        folder.SetEnvironment("DockerBaseRegistry", TestMachine.BaseRegistry);
        folder.SetEnvironment("DockerRepository", folder.Repository);
        return folder;
    }

    /// <summary>Writes an app with the program, or with a program that prints the name of the app.</summary>
    private static void WriteApp(
        UserFolder folder,
        string path,
        string content,
        string sdk,
        string? program = null,
        string? package = null
    )
    {
        var name = Path.GetFileName(path);
        package ??=
            $"""<ItemGroup><PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" """
            + """PrivateAssets="all" /></ItemGroup>""";
        folder.Write(
            $"{path}/{name}.csproj",
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              {package}
              {content}
            </Project>
            """
        );
        folder.Write($"{path}/Program.cs", program ?? $"Console.WriteLine(\"Hello from {name}\");");
    }

    /// <summary>Writes a library that an app can reference.</summary>
    private static void WritePricing(UserFolder folder)
    {
        folder.Write(
            "Pricing/Pricing.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>"
                + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"
        );
        folder.Write(
            "Pricing/Price.cs",
            "public static class Price { public static string Text => \"Hello from Pricing\"; }"
        );
    }

    /// <summary>Publishes an app without an engine, and returns the generated Dockerfile.</summary>
    private static async Task<string> DockerfileAsync(UserFolder folder, string name, params string[] arguments)
    {
        folder.SetEnvironment("DockerBaseRegistry", null);
        (await folder.DotnetAsync(["publish", name, "-p:DockerBuild=false", .. arguments])).Succeeded();
        return await File.ReadAllTextAsync(
            Path.Combine(folder.Path, name, "obj", "Release", "net10.0", "docker", "Dockerfile")
        );
    }

    private static string[] Declared(MethodInfo test) => test.GetCustomAttribute<SnippetsAttribute>()?.Names ?? [];

    private string Snippet(string name, params (string Documented, string Ours)[] names)
    {
        used.Add(name);
        return Replace(Documentation.Snippets[name], names);
    }

    private static string Replace(string text, (string Documented, string Ours)[] names) =>
        names.Aggregate(text, (current, name) => current.Replace(name.Documented, name.Ours, StringComparison.Ordinal));

    /// <summary>
    /// Runs commands in a shell, and returns their output. Lines with <c>docker login</c> are skipped, because the test
    /// has already logged in.
    /// </summary>
    private static async Task<string> ShellAsync(UserFolder folder, string commands, string directory = ".") =>
        (
            await folder.CommandAsync(
                "bash",
                "-e",
                "-c",
                $"cd '{directory}'\n{Regex.Replace(commands, "^docker login .*$", "", RegexOptions.Multiline)}"
            )
        ).Succeeded();

    /// <summary>Asserts that each documented line was printed, with any numbers.</summary>
    private static void AssertPrinted(string shown, string output)
    {
        foreach (
            var line in shown.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '$')
        )
        {
            var pattern = Regex
                .Replace(
                    Regex.Escape(line.Replace(" (cached)", "", StringComparison.Ordinal)),
                    @"[0-9][0-9.\\]*(?:\\ [kMG]?B)?",
                    @"[0-9.]+(?: [kMG]?B)?"
                )
                .Replace("…", ".*", StringComparison.Ordinal);
            StringAssert.Matches(output, new Regex($@"^\s*{pattern}(?: \(cached\))?\r?$", RegexOptions.Multiline));
        }
    }

    /// <summary>
    /// Asserts that the Dockerfile contains the documented instructions of the last stage, except ARG and COPY, which
    /// depend on the generator.
    /// </summary>
    private static void AssertHasInstructions(string shown, string dockerfile)
    {
        foreach (var line in shown[Math.Max(0, shown.LastIndexOf("\nFROM ", StringComparison.Ordinal))..].Split('\n'))
        {
            if (!Regex.IsMatch(line, "^(?:ARG|COPY) "))
                Assert.Contains(Regex.Replace(line, @"^LABEL |^ +| \\$", ""), dockerfile);
        }
    }

    /// <summary>The named snippets that a test runs or compares.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SnippetsAttribute(params string[] names) : Attribute
    {
        public string[] Names => names;
    }
}
