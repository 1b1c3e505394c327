namespace Dockerize.Build.Tests;

[TestClass]
public sealed class BaseImageTests
{
    private const string Portable = "";

    /// <summary>
    /// Combinations of the properties that select the base image. If the SDK also infers a base image
    /// (ComputeContainerBaseImage of SDK 10.0.401), it is the same one, with two exceptions. Apps on Alpine that
    /// require ICU get an image with ICU, and .NET 11 has no image of Ubuntu 24.04 (noble).
    /// </summary>
    [TestMethod]
    [DataRow("10.0", "web", Portable, "", false, "aspnet:10.0")]
    [DataRow("10.0", "console", Portable, "", false, "runtime:10.0")]
    [DataRow("9.0", "web", Portable, "", true, "aspnet:9.0")]
    [DataRow("6.0", "web", Portable, "", false, "aspnet:6.0")]
    [DataRow("10.0", "web", "linux-x64", "", false, "aspnet:10.0")]
    [DataRow("10.0", "web", "linux-musl-x64", "", false, "aspnet:10.0-alpine-extra")]
    [DataRow("10.0", "web", "linux-musl-x64", "", true, "aspnet:10.0-alpine")]
    [DataRow("7.0", "web", "linux-musl-x64", "", false, "aspnet:7.0-alpine")]
    [DataRow("10.0", "console", "linux-musl-arm64", "", true, "runtime:10.0-alpine")]
    [DataRow("10.0", "web", "linux-x64", "self-contained", false, "runtime-deps:10.0")]
    [DataRow("10.0", "console", "linux-arm64", "self-contained", true, "runtime-deps:10.0")]
    [DataRow("10.0", "console", "linux-musl-x64", "self-contained", false, "runtime-deps:10.0-alpine-extra")]
    [DataRow("10.0", "console", "linux-musl-x64", "self-contained", true, "runtime-deps:10.0-alpine")]
    [DataRow("10.0", "console", "linux-x64", "trimmed", false, "runtime-deps:10.0-noble-chiseled-extra")]
    [DataRow("10.0", "console", "linux-x64", "trimmed", true, "runtime-deps:10.0-noble-chiseled")]
    [DataRow("10.0", "console", "linux-musl-x64", "trimmed", false, "runtime-deps:10.0-alpine-extra")]
    [DataRow("10.0", "console", "linux-x64", "aot", false, "runtime-deps:10.0-noble-chiseled-extra")]
    [DataRow("10.0", "web", "linux-x64", "aot", true, "runtime-deps:10.0-noble-chiseled")]
    [DataRow("10.0", "console", "linux-musl-x64", "aot", false, "runtime-deps:10.0-alpine-extra")]
    [DataRow("10.0", "console", "linux-musl-x64", "aot", true, "runtime-deps:10.0-alpine")]
    [DataRow("8.0", "console", "linux-x64", "trimmed", false, "runtime-deps:8.0-noble-chiseled-extra")]
    [DataRow("9.0", "console", "linux-x64", "aot", true, "runtime-deps:9.0-noble-chiseled")]
    [DataRow("11.0", "web", "", "", false, "aspnet:11.0")]
    [DataRow("11.0", "console", "linux-x64", "trimmed", false, "runtime-deps:11.0-resolute-chiseled-extra")]
    [DataRow("11.0", "web", "linux-x64", "aot", true, "runtime-deps:11.0-resolute-chiseled")]
    [DataRow("11.0", "web", "linux-musl-x64", "aot", false, "runtime-deps:11.0-alpine-extra")]
    [DataRow("6.0", "console", "linux-x64", "trimmed", false, "runtime-deps:6.0")]
    public void Base_image_is_inferred_from_the_app(
        string version,
        string kind,
        string rid,
        string publish,
        bool invariant,
        string expected
    ) =>
        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/" + expected,
            BaseImage.Infer(App(version, kind, rid, publish, invariant)).Name
        );

    [TestMethod]
    [DataRow("alpine", false, "aspnet:10.0-alpine-extra")]
    [DataRow("alpine", true, "aspnet:10.0-alpine")]
    [DataRow("alpine-extra", false, "aspnet:10.0-alpine-extra")]
    [DataRow("alpine3.22", false, "aspnet:10.0-alpine3.22-extra")]
    [DataRow("alpine3.22-composite", false, "aspnet:10.0-alpine3.22-composite-extra")]
    [DataRow("alpine3.21", false, "aspnet:10.0-alpine3.21")]
    [DataRow("noble", false, "aspnet:10.0-noble")]
    [DataRow("noble-chiseled", false, "aspnet:10.0-noble-chiseled-extra")]
    [DataRow("noble-chiseled", true, "aspnet:10.0-noble-chiseled")]
    [DataRow("noble-chiseled-extra", false, "aspnet:10.0-noble-chiseled-extra")]
    [DataRow("noble-chiseled-composite", false, "aspnet:10.0-noble-chiseled-composite-extra")]
    [DataRow("azurelinux3.0", false, "aspnet:10.0-azurelinux3.0")]
    [DataRow("azurelinux3.0-distroless", false, "aspnet:10.0-azurelinux3.0-distroless-extra")]
    [DataRow("azurelinux3.0-distroless", true, "aspnet:10.0-azurelinux3.0-distroless")]
    public void Base_image_tag_is_the_version_and_the_variant(string variant, bool invariant, string expected) =>
        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/" + expected,
            BaseImage.Infer(App("10.0", "web", Portable, "", invariant), variant: variant).Name
        );

    [TestMethod]
    [DataRow("localhost:5000", "localhost:5000/dotnet/aspnet:10.0")]
    [DataRow("mirror.example.com/team/mcr/", "mirror.example.com/team/mcr/dotnet/aspnet:10.0")]
    public void Mirror_replaces_the_registry_of_Microsoft(string registry, string expected) =>
        Assert.AreEqual(expected, BaseImage.Infer(App("10.0", "web", Portable, "", false), registry).Name);

    [TestMethod]
    [DataRow("11.0", "11.0.100-preview.3.26101.1", "aspnet:11.0.0-preview.3")]
    [DataRow("11.0", "11.0.100-rc.1.26401.7", "aspnet:11.0.0-rc.1")]
    [DataRow("11.0", "11.0.100-rtm.26501.1", "aspnet:11.0")]
    [DataRow("11.0", "11.0.100-dev", "aspnet:11.0-preview")]
    [DataRow("11.0", "11.0.200-preview.1.27001.1", "aspnet:11.0")]
    [DataRow("10.0", "11.0.100-preview.3.26101.1", "aspnet:10.0")]
    [DataRow("11.0", "11.0.100", "aspnet:11.0")]
    public void Preview_SDK_uses_preview_base_images(string version, string sdk, string expected) =>
        Assert.AreEqual(
            "mcr.microsoft.com/dotnet/" + expected,
            BaseImage.Infer(App(version, "web", Portable, "", false) with { SdkVersion = sdk }).Name
        );

    [TestMethod]
    [DataRow("10.0.401", false, "sdk:10.0")]
    [DataRow("10.0.401", true, "sdk:10.0.401")]
    [DataRow("11.0.100-preview.3.26101.1", false, "sdk:11.0.100-preview.3")]
    [DataRow("11.0.100-rc.1.26401.7", true, "sdk:11.0.100-rc.1")]
    public void SDK_image_has_the_version_of_the_SDK(string version, bool isExact, string expected) =>
        Assert.AreEqual("mcr.microsoft.com/dotnet/" + expected, DotNetImages.ForSdk(version, isExact, registry: null));

    [TestMethod]
    [DataRow("10.0", "alpine", false, "")]
    [DataRow("10.0", "alpine3.21", false, "icu-data-full icu-libs")]
    [DataRow("10.0", "alpine3.21", true, "")]
    [DataRow("7.0", "alpine", false, "icu-data-full icu-libs")]
    [DataRow("10.0", "noble", false, "")]
    [DataRow("10.0", "azurelinux3.0", false, "")]
    public void ICU_is_missing_only_on_Alpine_without_an_extra_image(
        string version,
        string variant,
        bool invariant,
        string expected
    ) =>
        Assert.AreEqual(
            expected,
            string.Join(
                ' ',
                BaseImage.Infer(App(version, "web", Portable, "", invariant), variant: variant).MissingPackages
            )
        );

    [TestMethod]
    [DataRow("linux-x64", "alpine", "amd64", "linux-musl-x64")]
    [DataRow("linux-musl-x64", "noble", "amd64", "linux-x64")]
    [DataRow("linux-arm64", "", "amd64", "linux-x64")]
    [DataRow("linux-x64", "", "arm64", "linux-arm64")]
    [DataRow("win-x64", "", null, "linux-x64")]
    [DataRow("osx-arm64", "", null, "linux-x64")]
    public void Base_image_of_another_platform_is_an_error_that_suggests_a_runtime_identifier(
        string rid,
        string variant,
        string? architecture,
        string suggestion
    )
    {
        var app = App("10.0", "web", rid, "", false);
        var baseImage = BaseImage.Infer(app, variant: variant);
        if (architecture is not null)
            baseImage = baseImage with
            {
                Facts = new ImageInspection
                {
                    Id = "sha256:0",
                    Os = "linux",
                    Architecture = architecture,
                },
            };

        var diagnostic = Assert.Throws<Exception>(() => baseImage.Require(app)).Diagnostic();

        Assert.AreEqual("DKZ1015", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "RuntimeIdentifier to " + suggestion, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("", "alpine", "linux-x64")]
    [DataRow("linux-musl-x64", "", "linux-x64")]
    [DataRow("linux-x64", "", "linux-musl-x64")]
    [DataRow("linux-x64", "noble-chiseled", "linux-arm64")]
    public void Base_image_is_accepted_only_for_an_app_of_its_platform(string rid, string variant, string otherRid)
    {
        var app = App("10.0", "web", rid, "", false);
        var facts = new ImageInspection
        {
            Id = "sha256:0",
            Os = "linux",
            Architecture = "amd64",
        };
        var baseImage = BaseImage.Infer(app, variant: variant) with { Facts = facts };

        baseImage.Require(app);
        Assert.AreEqual(
            "DKZ1015",
            Assert
                .Throws<Exception>(() => baseImage.Require(app with { RuntimeIdentifier = otherRid }))
                .Diagnostic()
                .Code
        );
    }

    [TestMethod]
    public void Windows_base_image_requires_an_app_for_Windows()
    {
        var windows = BaseImage.Chosen("windows") with
        {
            Facts = new ImageInspection
            {
                Id = "sha256:0",
                Os = "windows",
                Architecture = "amd64",
            },
        };

        windows.Require(App("10.0", "web", "win-x64", "", false));
        Assert.Throws<Exception>(() => windows.Require(App("10.0", "web", "linux-x64", "", false)));
    }

    private static PublishedApp App(string version, string kind, string rid, string publish, bool invariant) =>
        new()
        {
            AssemblyName = "Shop",
            FrameworkVersion = version,
            UsesAspNetCore = kind == "web",
            RuntimeIdentifier = rid,
            IsSelfContained = publish.Length > 0,
            IsTrimmed = publish is "trimmed" or "aot",
            IsMerged = publish is "trimmed" or "aot",
            UsesInvariantGlobalization = invariant,
            Files = [],
        };
}
