namespace Dockerize.Build.Tests;

/// <summary>
/// The generated Dockerfiles equal the files in Golden/. The package tests build these files with an engine.
/// </summary>
[TestClass]
public sealed class AppDockerfileTests
{
    private static readonly PublishedApp Web = new()
    {
        AssemblyName = "Shop",
        FrameworkVersion = "10.0",
        UsesAspNetCore = true,
        Files =
        [
            File("Shop.dll"),
            File("Dapper.dll", Layer.Packages),
            File("Pricing.dll", Layer.Projects),
            File("wwwroot/site.css", Layer.Assets),
        ],
    };
    private static readonly PublishedApp Worker = Web with
    {
        AssemblyName = "Mailer",
        UsesAspNetCore = false,
        Files = [File("Mailer.dll"), File("Dapper.dll", Layer.Packages)],
    };
    private static readonly PublishedApp SelfContained = Web with
    {
        IsSelfContained = true,
        RuntimeIdentifier = "linux-x64",
        Files = [File("Shop"), File("Shop.dll"), File("libcoreclr.so", Layer.Runtime)],
    };

    private static readonly ImageInspection AspNetFacts = new()
    {
        Id = "sha256:0",
        Os = "linux",
        Architecture = "amd64",
        Env = new Dictionary<string, string> { ["APP_UID"] = "1654", ["ASPNETCORE_HTTP_PORTS"] = "8080" },
    };

    [TestMethod]
    public void Web_app_on_the_inferred_base_image_matches_its_golden_Dockerfile() =>
        Matches(
            "web",
            Create(
                Web,
                BaseImage.Infer(Web) with
                {
                    Facts = AspNetFacts,
                },
                new ImageConfig
                {
                    Labels =
                    [
                        new("org.opencontainers.image.version", "1.2.0"),
                        new("org.opencontainers.image.authors", "Contoso"),
                    ],
                }
            )
        );

    [TestMethod]
    public void Console_app_with_all_image_settings_matches_its_golden_Dockerfile() =>
        Matches(
            "console",
            Create(
                Worker,
                BaseImage.Infer(Worker, "registry.example.com:5000/mirror/", "alpine"),
                new ImageConfig
                {
                    WorkingDirectory = "/srv/my mailer",
                    Env = [new("TZ", "Europe/Vienna"), new("GREETING", "say \"hi\" for $5")],
                    ExposedPorts = ["25", "8000-8010", "5353/udp", "25"],
                    Labels = [new("b", "1"), new("a", "x"), new("b", "2")],
                    Command = ImageCommand.Exec(["--verbose"]),
                    HealthCheck = new(
                        ImageCommand.Parse("DockerHealthCheck", "wget -q -O- http://localhost:8080/health || exit 1")
                    )
                    {
                        Options = ["--interval=30s", "--timeout=5s", "--start-period=1m", "--retries=3"],
                    },
                    StopSignal = "SIGINT",
                    Shell = ["/bin/sh", "-eu", "-c"],
                    Volumes = ["/var/lib/mailer"],
                },
                namedUser: "1000:1000"
            )
        );

    [TestMethod]
    public void Web_app_with_packages_and_commands_matches_its_golden_Dockerfile() =>
        Matches(
            "steps",
            Create(
                Web,
                BaseImage.Infer(Web) with
                {
                    Facts = AspNetFacts,
                    PackageManager = PackageManager.Apt,
                },
                new ImageConfig(),
                new ImageAdditions
                {
                    SystemPackages = ["tini", "hello=2.10-3"],
                    Arguments = ["PROXY"],
                    Runs =
                    [
                        new("useradd --system worker"),
                        new("./warm-up --once", AfterCopy: true, User: "worker"),
                        new("echo 1\necho 2", AfterCopy: true),
                    ],
                    WritableDirectories = ["/app/data"],
                }
            )
        );

    [TestMethod]
    public void Self_contained_app_matches_its_golden_Dockerfile() =>
        Matches("self-contained", Create(SelfContained, BaseImage.Infer(SelfContained), new ImageConfig()));

    [TestMethod]
    public void Same_input_generates_an_identical_Dockerfile()
    {
        var first = Create(Web, BaseImage.Infer(Web), new ImageConfig()).Text;

        Assert.AreEqual(first, Create(Web, BaseImage.Infer(Web), new ImageConfig()).Text);
        Assert.IsFalse(first.Contains('\r', StringComparison.Ordinal));
        Assert.IsTrue(first.EndsWith('\n') && !first.EndsWith("\n\n", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("app", "1654", "")]
    [DataRow("", "1654", "USER $APP_UID")]
    [DataRow("root", "1654", "USER $APP_UID")]
    [DataRow("0:0", null, "")]
    [DataRow("", null, "")]
    public void APP_UID_is_the_user_if_the_base_image_sets_it_and_runs_as_root(
        string user,
        string? appUid,
        string expected
    )
    {
        var facts = AspNetFacts with
        {
            User = user,
            Env = appUid is null ? new Dictionary<string, string>() : new() { ["APP_UID"] = appUid },
        };

        Assert.AreEqual(
            expected,
            Lines("USER", Create(Web, BaseImage.Chosen("base") with { Facts = facts }, new ImageConfig()))
        );
        var baseImage = BaseImage.Chosen("base") with { Facts = facts };
        Assert.AreEqual(
            appUid is null && user != "app",
            baseImage.IsRunAsRoot(Create(Web, baseImage, new ImageConfig()))
        );
    }

    [TestMethod]
    public void Commands_run_as_root_and_the_app_runs_as_the_base_image_user()
    {
        var baseImage = BaseImage.Chosen("base") with { Facts = AspNetFacts with { User = "app" } };

        Assert.AreEqual(
            "USER root|USER app",
            Lines(
                "USER",
                Create(
                    Web,
                    baseImage,
                    new ImageConfig(),
                    new ImageAdditions { Runs = [new("true"), new("true", AfterCopy: true)] }
                )
            )
        );
        Assert.AreEqual(
            "USER app",
            Lines("USER", Create(Web, baseImage with { Facts = null }, new ImageConfig(), namedUser: "app"))
        );
    }

    [TestMethod]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080;8081", "", "EXPOSE 8080 8081")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_HTTP_PORTS=9000", "EXPOSE 9000")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_HTTPS_PORTS=8443", "EXPOSE 8080 8443")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "DOTNET_HTTP_PORTS=9000", "EXPOSE 9000")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "HTTP_PORTS=9000", "EXPOSE 9000")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_URLS=http://+:5000;https://*:5001", "EXPOSE 5000 5001")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_URLS=http://[::]:5000;http://0.0.0.0:5000", "EXPOSE 5000")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "aspnetcore_urls=http://*;https://shop/", "EXPOSE 80 443")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_URLS=", "EXPOSE 8080")]
    [DataRow("ASPNETCORE_URLS=http://+:80", "ASPNETCORE_HTTP_PORTS=9000", "EXPOSE 80")]
    [DataRow("ASPNETCORE_URLS=http://+:80", "DOTNET_URLS=http://+:81", "EXPOSE 81")]
    [DataRow("ASPNETCORE_URLS=http://+:80", "URLS=http://+:81", "EXPOSE 81")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_URLS=http://localhost:5000", "")]
    [DataRow(
        "ASPNETCORE_HTTP_PORTS=8080",
        "ASPNETCORE_URLS=http://127.0.0.1:5000;http://[::1]:5000;http://*:6000",
        "EXPOSE 6000"
    )]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "ASPNETCORE_URLS=http://unix:/run/app.sock;http://*:0", "")]
    [DataRow("ASPNETCORE_HTTP_PORTS=8080", "Kestrel__Endpoints__Web__Url=http://*:5000", "EXPOSE 5000")]
    [DataRow(
        "ASPNETCORE_HTTP_PORTS=8080",
        "Kestrel__Endpoints__Web__Url=http://*:5000|ASPNETCORE_PREFERHOSTINGURLS=true",
        "EXPOSE 8080"
    )]
    [DataRow("", "", "")]
    public void Web_app_exposes_the_ports_in_its_variables_and_those_of_the_base_image(
        string inherited,
        string own,
        string expected
    )
    {
        var facts = AspNetFacts with { Env = Variables(inherited).ToDictionary() };

        Assert.AreEqual(
            expected,
            Lines(
                "EXPOSE",
                Create(
                    Web,
                    BaseImage.Chosen("base") with
                    {
                        Facts = facts,
                    },
                    new ImageConfig { Env = [.. Variables(own)] }
                )
            )
        );

        static IEnumerable<KeyValuePair<string, string>> Variables(string text) =>
            text.Split('|', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .Select(pair => new KeyValuePair<string, string>(pair[0], pair[1]));
    }

    [TestMethod]
    [DataRow("--urls|http://*:5000", "EXPOSE 5000")]
    [DataRow("--urls=http://*:5000", "EXPOSE 5000")]
    [DataRow("--http_ports=5000", "EXPOSE 5000")]
    [DataRow("--urls", "EXPOSE 8080")]
    [DataRow("--other|--urlset=http://*:5000", "EXPOSE 8080")]
    public void Web_app_exposes_the_ports_in_its_arguments(string arguments, string expected)
    {
        var config = new ImageConfig { Command = ImageCommand.Exec(arguments.Split('|')) };

        Assert.AreEqual(
            expected,
            Lines("EXPOSE", Create(Web, BaseImage.Infer(Web) with { Facts = AspNetFacts }, config))
        );
    }

    [TestMethod]
    [DataRow("10.0", "EXPOSE 8080")]
    [DataRow("8.0", "EXPOSE 8080")]
    [DataRow("6.0", "EXPOSE 80")]
    public void Base_image_that_was_not_inspected_exposes_the_default_port_of_its_version(
        string version,
        string expected
    )
    {
        var app = Web with { FrameworkVersion = version };

        Assert.AreEqual(expected, Lines("EXPOSE", Create(app, BaseImage.Infer(app), new ImageConfig())));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("http")]
    [DataRow("0")]
    [DataRow("65536")]
    [DataRow("90-80")]
    [DataRow("80/http")]
    [DataRow("80:80")]
    [DataRow("80\nUSER root")]
    public void Invalid_port_is_an_error(string port) =>
        Assert.AreEqual(
            "DKZ1005",
            Assert.Throws<Exception>(() => ExposedPort.Parse("DockerPort", port)).Diagnostic().Code
        );

    [TestMethod]
    [DataRow("alpine", "apk add --no-cache curl")]
    [DataRow("azurelinux3.0", "tdnf install -y curl && tdnf clean all")]
    [DataRow("azurelinux4.0", "dnf install -y curl && dnf clean all")]
    [DataRow(
        "noble",
        "apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*"
    )]
    public async Task Packages_are_installed_with_the_package_manager_of_the_base_image_variant(
        string variant,
        string command
    )
    {
        var baseImage = await BaseImage.Infer(Web, variant: variant).FindProgramsAsync(engine: null, isNeeded: true);

        Assert.AreEqual(
            "RUN " + command,
            Lines("RUN", Create(Web, baseImage, new ImageConfig(), new ImageAdditions { SystemPackages = ["curl"] }))
        );
    }

    [TestMethod]
    public async Task Package_for_a_base_image_without_a_package_manager_is_an_error_with_advice()
    {
        var baseImage = await BaseImage
            .Infer(Web, variant: "noble-chiseled")
            .FindProgramsAsync(engine: null, isNeeded: true);
        var diagnostic = Assert
            .Throws<Exception>(() =>
                Create(Web, baseImage, new ImageConfig(), new ImageAdditions { SystemPackages = ["curl"] })
            )
            .Diagnostic();

        Assert.AreEqual("DKZ1014", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "DockerBaseVariant", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("rm -rf /")]
    [DataRow("a;b")]
    [DataRow("a&&b")]
    [DataRow("$(id)")]
    [DataRow("-o")]
    public void Invalid_package_name_is_an_error_and_never_reaches_the_shell(string package) =>
        Assert.AreEqual(
            "DKZ1012",
            Assert.Throws<Exception>(() => PackageManager.Apt.Install([package])).Diagnostic().Code
        );

    [TestMethod]
    public void Items_of_the_project_are_recorded_for_the_lines_that_they_create()
    {
        var steps = new ImageAdditions
        {
            SystemPackages = ["libfoo", "libbar"],
            PackageItems = "DockerSystemPackage 'libfoo', 'libbar'",
            Runs =
            [
                new("make locale") { Item = "DockerRun 'locale'" },
                new("make index", AfterCopy: true) { Item = "DockerRun 'index'" },
            ],
            Copies = [new("/nowhere/logo.png", "/opt/", "logo.png") { Item = "logo.png" }],
            WritableDirectories = ["/data"],
        };

        var created = CreateWithItems(Worker, BaseImage.Infer(Worker), new ImageConfig(), steps);

        var lines = created.Dockerfile.Text.Split('\n');
        Assert.AreEqual(
            """
            DockerSystemPackage 'libfoo', 'libbar': RUN if
            DockerRun 'locale': RUN make
            DockerCopy 'logo.png': COPY copy-1/
            DockerWritableDirectory '/data': RUN mkdir
            DockerRun 'index': RUN make
            """.ReplaceLineEndings("\n"),
            string.Join(
                '\n',
                created.Items.Select(item =>
                    $"{item.Items}: {string.Join(' ', lines[item.Line - 1].Split(' ').Take(2))}"
                )
            )
        );
    }

    private static PublishedFile File(string path, Layer layer = Layer.App) => new("/nowhere/" + path, path, layer);

    private static Dockerfile Create(
        PublishedApp app,
        BaseImage baseImage,
        ImageConfig config,
        ImageAdditions? steps = null,
        string? namedUser = null
    ) => CreateWithItems(app, baseImage, config, steps, namedUser).Dockerfile;

    private static AppDockerfile CreateWithItems(
        PublishedApp app,
        BaseImage baseImage,
        ImageConfig config,
        ImageAdditions? steps = null,
        string? namedUser = null
    )
    {
        using var folder = new TemporaryFolder();
        var onDisk = app with
        {
            Files = [.. app.Files.Select(file => file with { Source = folder.Write(file.Path, file.Path) })],
        };
        var user = ImageUser.Choose(app, baseImage, namedUser);
        var complete = config with
        {
            Entrypoint = config.Entrypoint ?? ImageCommand.Exec(app.Entrypoint(config.WorkingDirectory)),
            User = user,
        };
        steps ??= new ImageAdditions();
        return AppDockerfile.Create(
            app,
            baseImage,
            complete,
            steps,
            AppLayout.Create(onDisk, steps, new(config.WorkingDirectory) { Owner = user.Owner })
        );
    }

    private static string Lines(string keyword, Dockerfile dockerfile) =>
        string.Join('|', dockerfile.Instructions.Where(instruction => instruction.Keyword == keyword));

    private static void Matches(string golden, Dockerfile dockerfile) =>
        Assert.AreEqual(
            System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", golden + ".Dockerfile")),
            dockerfile.Text
        );
}
