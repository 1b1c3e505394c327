using System.Security.Cryptography;
using Dockerize.Build.Sboms;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Tests;

/// <summary>The SBOM of an image lists its packages and files in the format SPDX 2.3.</summary>
[TestClass]
public sealed class SbomTests : IDisposable
{
    private const string Base = "mcr.microsoft.com/dotnet/aspnet:10.0";

    private static readonly string BaseDigest = "sha256:" + new string('b', 64);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Document_satisfies_the_rules_of_SPDX()
    {
        var document = SpdxRules.Parse(Write());

        Assert.AreEqual("registry.example.com/shop", (string?)document["name"]);
        Assert.AreEqual("Platform: linux/amd64", (string?)document.Find("registry.example.com/shop")["comment"]);
    }

    [TestMethod]
    public void Every_file_belongs_to_its_package_or_to_the_app()
    {
        var document = SpdxRules.Parse(Write());

        Assert.AreEqual("/app/Shop.dll /app/appsettings.json", document.Related("Shop", "CONTAINS"));
        Assert.AreEqual("/app/Dapper.dll", document.Related("Dapper", "CONTAINS"));
        Assert.AreEqual("/app/de/Acme.dll /app/wwwroot/acme.js", document.Related("Acme_UI", "CONTAINS"));
        Assert.AreEqual("Shop Acme_UI Dapper libfoo", document.Related("registry.example.com/shop", "CONTAINS"));
        var checksums = document.Find("/app/Dapper.dll")["checksums"]!.Select(each => (string?)each["checksumValue"]);
        Assert.AreEqual("40 64", string.Join(" ", checksums.Select(value => value!.Length)));
        using var sha = SHA256.Create();
        var expected = ContentDigest.Hex(sha.ComputeHash(File.ReadAllBytes(PathOf("Dapper.dll"))));
        Assert.AreEqual(expected, checksums.Last());
    }

    [TestMethod]
    public void Package_has_its_license_authors_hash_and_dependencies()
    {
        var document = SpdxRules.Parse(Write());

        var dapper = document.Find("Dapper");
        Assert.AreEqual("2.1.66", (string?)dapper["versionInfo"]);
        Assert.AreEqual("Apache-2.0", (string?)dapper["licenseDeclared"]);
        Assert.AreEqual("Organization: Sam Saffron,Marc Gravell", (string?)dapper["supplier"]);
        Assert.AreEqual("2019 Stack Exchange, Inc.", (string?)dapper["copyrightText"]);
        Assert.AreEqual(new string('1', 128), (string?)dapper["checksums"]![0]!["checksumValue"]);
        Assert.AreEqual("pkg:nuget/Dapper@2.1.66", (string?)dapper["externalRefs"]![0]!["referenceLocator"]);
        // The file with the hash of this package is missing, so the hash of the restore is used.
        Assert.AreEqual(new string('2', 128), (string?)document.Find("Acme_UI")["checksums"]![0]!["checksumValue"]);
        // Pricing is a project, and Acme only depends on other packages.
        Assert.AreEqual("Acme_UI", document.Related("Shop", "DEPENDS_ON"));
        Assert.AreEqual("Dapper", document.Related("Acme_UI", "DEPENDS_ON"));
    }

    [TestMethod]
    [DataRow("<license type='expression'>MIT OR Apache-2.0</license>", "MIT OR Apache-2.0", null)]
    [DataRow("<license type='expression'>MIT; rm</license>", "NOASSERTION", null)]
    [DataRow("<license type='file'>LICENSE.md</license>", "NOASSERTION", "License in the package: LICENSE.md")]
    [DataRow("<licenseUrl>https://x.io/l</licenseUrl>", "NOASSERTION", "License in the package: https://x.io/l")]
    [DataRow("", "NOASSERTION", null)]
    [DataRow("<broken", "NOASSERTION", null)]
    public void License_without_an_expression_is_a_comment(string metadata, string license, string? comment)
    {
        var document = SpdxRules.Parse(Write(license: metadata));

        Assert.AreEqual(license, (string?)document.Find("Dapper")["licenseDeclared"]);
        Assert.AreEqual(comment, (string?)document.Find("Dapper")["licenseComments"]);
    }

    [TestMethod]
    public void Base_image_and_system_packages_are_listed()
    {
        var document = SpdxRules.Parse(Write());

        var image = document.Find("mcr.microsoft.com/dotnet/aspnet");
        Assert.AreEqual("10.0", (string?)image["versionInfo"]);
        Assert.AreEqual(BaseDigest, "sha256:" + (string?)image["checksums"]![0]!["checksumValue"]);
        Assert.AreEqual(
            $"pkg:oci/aspnet@{BaseDigest.Replace(":", "%3A")}?repository_url=mcr.microsoft.com/dotnet/aspnet&tag=10.0",
            (string?)image["externalRefs"]![0]!["referenceLocator"]
        );
        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/aspnet",
            document.Related("registry.example.com/shop", "DESCENDANT_OF")
        );
        Assert.AreEqual("1.2", (string?)document.Find("libfoo")["versionInfo"]);
        Assert.AreEqual(
            "Requested from apt-get in the build of the image.",
            (string?)document.Find("libfoo")["sourceInfo"]
        );
    }

    [TestMethod]
    public void Equal_inputs_give_equal_bytes()
    {
        var first = Write();
        using var other = new SbomTests();

        var second = other.Write();

        Assert.AreEqual(first, second);
        Assert.DoesNotContain("\r", first);
        Assert.DoesNotContain(folder.Path, first);
    }

    [TestMethod]
    public void Changed_file_gives_another_namespace_and_time()
    {
        var first = SpdxRules.Parse(Write());
        folder.Write("publish/Shop.dll", "changed");
        var second = SpdxRules.Parse(Write());

        Assert.AreNotEqual((string?)first["documentNamespace"], (string?)second["documentNamespace"]);
        Assert.AreNotEqual(Created(first), Created(second));
    }

    [TestMethod]
    public void SOURCE_DATE_EPOCH_is_the_time_of_the_document()
    {
        var document = SpdxRules.Parse(Write(DateTimeOffset.FromUnixTimeSeconds(1600000000)));

        Assert.AreEqual("2020-09-13T12:26:40Z", Created(document));
        Assert.IsNull(document["creationInfo"]!["comment"]);
    }

    [TestMethod]
    public void Merged_app_lists_the_packages_that_an_app_loads()
    {
        var document = SpdxRules.Parse(Write(isMerged: true));

        // Analyzers has no such files, and Pricing is a project.
        Assert.AreEqual(
            "Shop Acme_UI Dapper Microsoft.NETCore.App.Runtime.linux-x64 libfoo",
            document.Related("registry.example.com/shop", "CONTAINS")
        );
        Assert.AreEqual("", document.Related("Microsoft.NETCore.App.Runtime.linux-x64", "CONTAINS"));
    }

    [TestMethod]
    public void File_that_a_later_step_replaces_is_listed_once()
    {
        var source = folder.Write("src/appsettings.json", "replaced");

        var document = SpdxRules.Parse(Write(copies: [new FileCopy(source, "/app/", "appsettings.json")]));

        using var sha = SHA256.Create();
        Assert.AreEqual(
            ContentDigest.Hex(sha.ComputeHash(File.ReadAllBytes(source))),
            (string?)document.Find("/app/appsettings.json")["checksums"]![1]!["checksumValue"]
        );
    }

    private static string Created(JObject document) => (string)document["creationInfo"]!["created"]!;

    private string PathOf(string path) => Path.Combine(folder.Path, "publish", path);

    private string Write(
        DateTimeOffset? created = null,
        bool isMerged = false,
        string license = "<license type='expression'>Apache-2.0</license>",
        IReadOnlyList<FileCopy>? copies = null
    )
    {
        WritePackages(license);
        var project = Project();
        var assets = ProjectAssets.Read(project.AssetsFile, "net10.0", runtimeIdentifier: null);
        var published = Published();
        var writer = new SbomWriter(project, assets, new PublishedPackages(project, assets).Find(published))
        {
            Created = created,
            RuntimePacks = [new PackageIdentity("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.1")],
        };
        string[] paths = ["Dapper.dll", "Shop.dll", "appsettings.json", "de/Acme.dll", "wwwroot/acme.js"];
        var app = new PublishedApp
        {
            AssemblyName = "Shop",
            FrameworkVersion = "10.0",
            IsMerged = isMerged,
            Files = [.. paths.Select(path => new PublishedFile(PathOf(path), path, Layer.App))],
        };
        foreach (var path in paths.Where(path => !File.Exists(PathOf(path))))
            folder.Write($"publish/{path}", path);
        var additions = new ImageAdditions { SystemPackages = ["libfoo=1.2"], Copies = copies ?? [] };
        var baseImage = new BaseImage($"{Base}@{BaseDigest}", "")
        {
            IsInferred = true,
            PackageManager = PackageManager.Apt,
            Facts = new ImageInspection
            {
                Id = BaseDigest,
                Os = "linux",
                Architecture = "amd64",
            },
        };
        var sbom = Path.Combine(folder.Path, "obj", "sbom.spdx.json");
        writer.Write(
            sbom,
            ImageReference.Parse("registry.example.com/shop:1.4.0"),
            baseImage,
            (app, additions, AppLayout.Create(app, additions, new("/app"))),
            CancellationToken.None
        );
        return File.ReadAllText(sbom);
    }

    private ProjectInfo Project() =>
        new(
            new ProjectProperties([
                new("MSBuildProjectFullPath", Path.Combine(folder.Path, "Shop.csproj")),
                new("ProjectAssetsFile", "obj/project.assets.json"),
                new("NuGetPackageFolders", Path.Combine(folder.Path, "packages")),
                new("PackageVersion", "1.4.0"),
            ])
        );

    private PublishedItems Published() =>
        new(
            [
                Item("obj/Shop.dll", ("RelativePath", "Shop.dll")),
                Item(
                    "/x/Dapper.dll",
                    ("RelativePath", "Dapper.dll"),
                    ("NuGetPackageId", "Dapper"),
                    ("NuGetPackageVersion", "2.1.66")
                ),
                // Content that the targets of a package add.
                Item(
                    Path.Combine(folder.Path, "packages", "acme_ui", "3.0.0", "content", "Acme.dll"),
                    ("RelativePath", Path.Combine("de", "Acme.dll"))
                ),
                Item(
                    "../Pricing/appsettings.json",
                    ("RelativePath", "appsettings.json"),
                    ("NuGetPackageId", "Pricing"),
                    ("ReferenceSourceTarget", "ProjectReference")
                ),
            ],
            [
                Item("x", ("TargetPath", "wwwroot/acme.js"), ("SourceType", "Package"), ("SourceId", "Acme_UI")),
                Item("y", ("TargetPath", "wwwroot/site.css"), ("SourceType", "Discovered"), ("SourceId", "Shop")),
            ]
        );

    private static ProjectItem Item(string include, params (string Name, string Value)[] metadata) =>
        new("", include, metadata.ToDictionary(pair => pair.Name, pair => pair.Value));

    private void WritePackages(string license)
    {
        folder.Write(
            "packages/dapper/2.1.66/dapper.nuspec",
            $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
            <id>Dapper</id><authors>Sam Saffron,Marc Gravell</authors>{license}
            <copyright>2019 Stack Exchange, Inc.</copyright></metadata></package>
            """
        );
        folder.Write("packages/dapper/2.1.66/dapper.2.1.66.nupkg.sha512", Base64(0x11));
        folder.Write("packages/acme_ui/3.0.0/acme_ui.nuspec", "<package><metadata /></package>");
        folder.Write(
            "obj/project.assets.json",
            $$$"""
            {"version":3,
            "targets":{
              "net8.0":{"Old/1.0.0":{"type":"package"}},
              "net10.0":{
                "Acme/3.0.0":{"type":"package","dependencies":{"Dapper":"2.0.0","Acme":"3.0.0"} },
                "Acme_UI/3.0.0":{"type":"package",
                  "dependencies":{"Acme":"3.0.0"},"runtime":{"lib/net8.0/Acme.dll":{} } },
                "Analyzers/1.0.0":{"type":"package","runtime":{"lib/net8.0/_._":{} } },
                "Dapper/2.1.66":{"type":"package","runtime":{"lib/net8.0/Dapper.dll":{} } },
                "Pricing/1.0.0":{"type":"project",
                  "dependencies":{"Acme_UI":"3.0.0"},"runtime":{"bin/placeholder/Pricing.dll":{} } } },
              "net10.0/linux-x64":{}},
            "libraries":{
              "Dapper/2.1.66":{"sha512":"{{{Base64(0x22)}}}","type":"package"},
              "Acme_UI/3.0.0":{"sha512":"{{{Base64(0x22)}}}","type":"package"}},
            "projectFileDependencyGroups":{"net8.0":["Old >= 1.0.0"],"net10.0":["Analyzers >= 1.0.0","Pricing >= 1.0.0"]}}
            """
        );
    }

    private static string Base64(byte value) => Convert.ToBase64String(Enumerable.Repeat(value, 64).ToArray());
}
