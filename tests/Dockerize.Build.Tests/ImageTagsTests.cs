namespace Dockerize.Build.Tests;

[TestClass]
public sealed class ImageTagsTests
{
    private const string Sha = "20ca7e352a6ddd721d1187a51c16049bdfb49941";

    private static readonly TagValues Values = new()
    {
        Version = "1.4.2",
        Revision = Sha,
        Branch = "refs/heads/main",
        Configuration = "Release",
        Time = new DateTimeOffset(2026, 3, 4, 1, 2, 3, TimeSpan.FromHours(2)),
    };

    [TestMethod]
    [DataRow(null, null, "shop", null, "shop:latest")]
    [DataRow(null, "localhost:5000", "shop", "1 2", "localhost:5000/shop:1 localhost:5000/shop:2")]
    [DataRow(
        null,
        "localhost:5000/",
        "team/shop",
        "1;2,3",
        "localhost:5000/team/shop:1 localhost:5000/team/shop:2 localhost:5000/team/shop:3"
    )]
    [DataRow(null, null, "shop", " 1\n 1 ", "shop:1")]
    [DataRow(null, null, "shop", "b a b A", "shop:b shop:a shop:A")]
    [DataRow(null, "docker.io", "team/shop", "1", "team/shop:1")]
    [DataRow(null, "index.docker.io", "shop", "1", "shop:1")]
    [DataRow(null, "[::1]:5000", "shop", "1", "[::1]:5000/shop:1")]
    [DataRow(null, null, "localhost:5000/shop", "1", "localhost:5000/shop:1")]
    [DataRow("r.io/other", null, null, null, "r.io/other:latest")]
    [DataRow(" r.io/team/other:7 ", "r.io", "team/other", "7", "r.io/team/other:7")]
    [DataRow("r.io/other:7", "r.io/", "r.io/other", "7 7", "r.io/other:7")]
    public void Registry_repository_and_tags_make_one_reference_for_each_tag(
        string? image,
        string? registry,
        string? repository,
        string? tags,
        string expected
    ) => Assert.AreEqual(expected, string.Join(' ', ImageTags.Resolve(Parts(image, registry, repository, tags))));

    [TestMethod]
    [DataRow("{version} latest", "1.4.2 latest")]
    [DataRow("{major}.{minor} v{patch}", "1.4 v2")]
    [DataRow("{sha} {branch}-{sha}", "20ca7e3 main-20ca7e3")]
    [DataRow("{Configuration}", "Release")]
    [DataRow("{date} {timestamp}", "20260303 20260303230203")]
    [DataRow("{semver}", "1.4.2 1.4 1 latest")]
    [DataRow("latest {semver} {version}", "latest 1.4.2 1.4 1")]
    [DataRow("{semver}-alpine", "1.4.2-alpine 1.4-alpine 1-alpine latest-alpine")]
    public void Tag_tokens_are_replaced_with_their_values(string tags, string expected) =>
        Assert.AreEqual(expected, Tags(tags, Values));

    [TestMethod]
    [DataRow("1.2.3", "1.2.3 1.2 1 latest")]
    [DataRow("0.3.1", "0.3.1 0.3 latest")]
    [DataRow("0.0", "0.0 latest")]
    [DataRow("1.2", "1.2 1 latest")]
    [DataRow("7", "7 latest")]
    [DataRow("1.2.3.4", "1.2.3.4 1.2.3 1.2 1 latest")]
    [DataRow("2.0.0-rc.1", "2.0.0-rc.1")]
    [DataRow("2.0.0-rc.1+5114f85", "2.0.0-rc.1")]
    [DataRow("1.0.0+5114f85", "1.0.0 1.0 1 latest")]
    [DataRow("10.20.99999999999999999999", "10.20.99999999999999999999 10.20 10 latest")]
    public void Semver_token_adds_shorter_tags_and_latest_only_for_a_stable_version(string version, string expected) =>
        Assert.AreEqual(expected, Tags("{semver}", Values with { Version = version }));

    [TestMethod]
    [DataRow("{branch}", "feature/login", "feature-login")]
    [DataRow("{branch}", "-/.x", "x")]
    [DataRow("v-{branch}", ".x y", "v-.x-y")]
    [DataRow("{branch}", "größe", "gr--e")]
    public void Invalid_characters_of_a_token_value_become_hyphens_with_a_warning(
        string tags,
        string branch,
        string expected
    )
    {
        var warnings = new Warnings();

        Assert.AreEqual(
            $"shop:{expected}",
            ImageTags
                .Resolve(Parts(null, null, "shop", $"{tags} {tags} {tags}", Values with { Branch = branch }), warnings)
                .Single()
                .Familiar
        );

        var warning = warnings.Single();
        Assert.AreEqual("DKZ1032", warning.Code);
        Assert.Contains($"'{branch}' of token {{branch}}", warning.Message);
    }

    [TestMethod]
    public void Token_value_that_is_too_long_is_shortened_to_fit_the_tag()
    {
        var warnings = new Warnings();

        Assert.AreEqual(
            new string('b', 118) + "-20ca7e3.x",
            Tags("{branch}-{sha}.x", Values with { Branch = new string('b', 300) }, warnings)
        );
        Assert.HasCount(1, warnings);
        Assert.AreEqual(
            new string('b', 128),
            Tags("{branch}", Values with { Branch = new string('b', 128) }, warnings)
        );
        Assert.HasCount(1, warnings);
    }

    [TestMethod]
    public void Version_that_is_not_a_valid_tag_is_changed_with_a_warning()
    {
        var warnings = new Warnings();

        Assert.AreEqual("1.0.0-rc.1", Tags("{version}", Values with { Version = "1.0.0-rc.1" }, warnings));
        Assert.IsEmpty(warnings);
        Assert.AreEqual("1.0-meta", Tags("{version}", Values with { Version = "1.0+meta" }, warnings));
        StringAssert.Contains(warnings.Single().Message, "'1.0-meta'", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("DKZ1003", null, null, "Shop", null, "use shop")]
    [DataRow("DKZ1003", null, "r.io", "shop:1", null, "DockerTags")]
    [DataRow(
        "DKZ1003",
        null,
        "r.io",
        "shop@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        null,
        "in DockerRepository: it contains a digest"
    )]
    [DataRow("DKZ1003", null, "r.io", "", null, "is missing")]
    [DataRow(
        "DKZ1004",
        "shop@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        null,
        null,
        null,
        "DockerImage"
    )]
    [DataRow(
        "DKZ1004",
        null,
        null,
        "shop",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "DockerTags"
    )]
    [DataRow(
        "DKZ1004",
        null,
        null,
        "shop",
        "1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "DockerTags"
    )]
    [DataRow("DKZ1027", null, null, "shop", "release@2024", "'release@2024'")]
    [DataRow("DKZ1026", null, "https://ada:geheim@r.io", "shop", null, "'r.io' in DockerRegistry: it contains cred")]
    [DataRow("DKZ1026", null, "ada:ge/heim@r.io:5000", "shop", null, "'r.io:5000' in DockerRegistry")]
    [DataRow("DKZ1003", null, "r.io", "ada:geheim@team/shop", null, "'…@team/shop'")]
    [DataRow("DKZ1026", null, "https://localhost:5000", "shop", null, "the scheme 'https://'; use localhost:5000")]
    [DataRow(
        "DKZ1026",
        null,
        "ghcr.io/team",
        "shop",
        null,
        "use ghcr.io, and put the path in front of the name in DockerRepository: team/"
    )]
    [DataRow("DKZ1026", null, "https://", "shop", null, "the host is missing")]
    [DataRow("DKZ1026", null, "/", "shop", null, "the host is missing")]
    [DataRow("DKZ1026", null, ":5000", "shop", null, "the host is missing")]
    [DataRow("DKZ1026", null, "my_host:5000", "shop", null, "'my_host:5000'")]
    [DataRow("DKZ1026", null, "registry", "shop", null, "account of Docker Hub")]
    [DataRow("DKZ1026", "r.io/shop:1", "r.io/team", null, null, "use r.io")]
    [DataRow("DKZ1027", null, null, "shop", "1.0 not/ok", "'not/ok'")]
    [DataRow("DKZ1027", null, null, "shop", "-{version}", "'-1.4.2'")]
    [DataRow("DKZ1027", null, null, "shop", "{version", "'{version'")]
    [DataRow("DKZ1027", null, null, "shop", "1}", "'1}'")]
    [DataRow(
        "DKZ1028",
        "r.io/shop:1",
        "other.io",
        null,
        null,
        "DockerRegistry is 'other.io'. Remove DockerImage, or remove DockerRegistry"
    )]
    [DataRow("DKZ1028", "r.io/shop:1", "r.io", "other", "1 2", "DockerRepository is 'other' and DockerTags is '1 2'")]
    [DataRow("DKZ1028", "r.io/shop:1", null, "ada:geheim@r.io/shop", null, "DockerRepository is '…@r.io/shop'")]
    [DataRow("DKZ1028", "r.io/shop", null, null, "{version}", "DockerTags is '{version}'")]
    [DataRow("DKZ1029", null, null, "shop", "{Verison}", "{Verison}")]
    [DataRow("DKZ1029", null, null, "shop", "{}", "{semver}")]
    public void Invalid_image_name_is_an_error_with_advice(
        string code,
        string? image,
        string? registry,
        string? repository,
        string? tags,
        string part
    )
    {
        var diagnostic = Assert
            .Throws<Exception>(() => ImageTags.Resolve(Parts(image, registry, repository, tags, Values)))
            .Diagnostic();

        Assert.AreEqual(code, diagnostic.Code, diagnostic.Message);
        StringAssert.Contains(diagnostic.Message, part, StringComparison.Ordinal);
        Assert.DoesNotContain("heim", diagnostic.Message);
    }

    [TestMethod]
    public void Literal_text_that_is_too_long_for_a_tag_is_an_error() =>
        StringAssert.Contains(
            Assert.Throws<Exception>(() => Tags(new string('1', 130) + "{version}", Values)).Message,
            "DKZ1027",
            StringComparison.Ordinal
        );

    [TestMethod]
    [DataRow("version", "Version")]
    [DataRow("semver", "Version")]
    [DataRow("major", "Version")]
    [DataRow("sha", "SourceRevisionId")]
    [DataRow("branch", "SourceBranchName")]
    [DataRow("configuration", "Configuration")]
    public void Token_without_a_value_is_an_error_that_suggests_a_property(string token, string property)
    {
        var diagnostic = Assert.Throws<Exception>(() => Tags($"v{{{token}}}", new TagValues())).Diagnostic();

        Assert.AreEqual("DKZ1031", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, $"{{{token}}}", StringComparison.Ordinal);
        StringAssert.Contains(diagnostic.Message, property, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Major_token_is_an_error_if_the_version_has_no_numbers()
    {
        Assert.AreEqual("nightly", Tags("{version}", Values with { Version = "nightly" }));
        StringAssert.Contains(
            Assert.Throws<Exception>(() => Tags("{major}", Values with { Version = "nightly" })).Message,
            "'nightly'",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    [DataRow("GITHUB_HEAD_REF=feature GITHUB_REF_NAME=12/merge GITHUB_REF=refs/pull/12/merge", "feature")]
    [DataRow("GITHUB_REF_NAME=main GITHUB_REF=refs/heads/main GITHUB_REF_TYPE=branch", "main")]
    [DataRow("GITHUB_REF_NAME=v1.0 GITHUB_REF=refs/tags/v1.0 GITHUB_REF_TYPE=tag", null)]
    [DataRow("CI_COMMIT_REF_NAME=main", "main")]
    [DataRow("CI_COMMIT_REF_NAME=v1.0 CI_COMMIT_TAG=v1.0", null)]
    [DataRow("BUILD_SOURCEBRANCH=refs/heads/release/2", "release-2")]
    [DataRow("BUILD_SOURCEBRANCH=refs/pull/7/merge SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/fix", "fix")]
    [DataRow("BUILD_SOURCEBRANCH=refs/tags/v1.0", null)]
    [DataRow("BRANCH_NAME=PR-7 CHANGE_BRANCH=fix", "fix")]
    public void Branch_comes_from_CI_variables_if_no_branch_is_checked_out(string variables, string? expected)
    {
        var all = variables.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var values = Values with { Branch = null, Variable = name => all.GetValueOrDefault(name) };

        if (expected is not null)
            Assert.AreEqual(expected, Tags("{branch}", values));
        else
            Assert.AreEqual("DKZ1031", Assert.Throws<Exception>(() => Tags("{branch}", values)).Diagnostic().Code);
    }

    [TestMethod]
    public void Git_repository_is_accessed_only_for_tokens_that_require_it()
    {
        using var folder = new TemporaryFolder();
        using var held = new FileStream(
            folder.Write(".git", "gitdir: elsewhere\n"),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.None
        );
        var values = new TagValues { Version = "1.0", Directory = folder.Path };

        Assert.AreEqual("1.0", Tags("{version}", values));
        Assert.AreEqual("DKZ1033", Assert.Throws<Exception>(() => Tags("{sha}", values)).Diagnostic().Code);
    }

    [TestMethod]
    public void Time_tokens_use_SOURCE_DATE_EPOCH()
    {
        Assert.AreEqual("20010909014640", Tags("{timestamp}", Values with { Time = TagValues.TimeOf("1000000000") }));
        foreach (var token in new[] { "{date}", "{timestamp}" })
            Assert.AreEqual(
                "DKZ1031",
                Assert.Throws<Exception>(() => Tags(token, Values with { Time = null })).Diagnostic().Code
            );
        Assert.AreEqual("DKZ1011", Assert.Throws<Exception>(() => TagValues.TimeOf("yesterday")).Diagnostic().Code);
        Assert.AreEqual(
            "DKZ1011",
            Assert.Throws<Exception>(() => TagValues.TimeOf("999999999999999")).Diagnostic().Code
        );
    }

    [TestMethod]
    [DataRow("shop", "shop")]
    [DataRow("contoso.shop_api", "contoso.shop_api")]
    [DataRow("Shop", "shop")]
    [DataRow("My Shop.Web", "my-shop-web")]
    [DataRow("Contoso.Shop_Api", "contoso-shop_api")]
    [DataRow("Käse2", "k-se2")]
    [DataRow("A..B", "a--b")]
    // For the following names, the SDK creates an invalid repository name or fails.
    [DataRow("_A..B--C_", "a--b--c")]
    [DataRow("A._B", "a-b")]
    [DataRow("a___b", "a-b")]
    [DataRow("Käse.", "k-se")]
    [DataRow("Überall", "berall")]
    public void Assembly_name_becomes_a_valid_repository_name(string assembly, string repository)
    {
        Assert.AreEqual(repository, ImageTags.NormalizeRepository(assembly));
        ImageReference.Parse(repository);
    }

    [TestMethod]
    public void Assembly_name_without_valid_characters_is_an_error() =>
        Assert.AreEqual(
            "DKZ1003",
            Assert.Throws<Exception>(() => ImageTags.NormalizeRepository("商店")).Diagnostic().Code
        );

    [TestMethod]
    [DataRow("shop", false)]
    [DataRow("account/shop", true)]
    [DataRow("localhost/shop", true)]
    [DataRow("r.io/shop", true)]
    public void Push_requires_a_registry_or_a_Docker_Hub_account(string image, bool pushable)
    {
        void Require() => ImageTags.RequireRegistry(ImageTags.Resolve(new ImageNameParts { Image = image }));

        if (pushable)
            Require();
        else
            Assert.AreEqual("DKZ3001", Assert.Throws<Exception>(Require).Diagnostic().Code);
    }

    private static string Tags(string tags, TagValues values, Warnings? warnings = null) =>
        string.Join(
            ' ',
            ImageTags.Resolve(Parts(null, null, "shop", tags, values), warnings).Select(reference => reference.Tag)
        );

    private sealed class Warnings : List<Diagnostic>, IProgress<Diagnostic>
    {
        public void Report(Diagnostic value) => Add(value);
    }

    [TestMethod]
    [DataRow("1.4.2", null, null, "1.4.2")]
    [DataRow("1.4.2", Sha, "alpine", "1.4.2-alpine")]
    [DataRow("2.0.0-rc.1", null, null, "2.0.0-rc.1")]
    [DataRow("2.0.0-rc.1+12.g20ca7e3", Sha, null, "sha-20ca7e3")]
    [DataRow("1.4.2+3.dirty", Sha, "conda env", "sha-20ca7e3-conda-env")]
    [DataRow("1.4.2+" + Sha, null, null, "sha-20ca7e3")]
    [DataRow(" 1.4.2 ", " ", " ", "1.4.2")]
    [DataRow("v1 (final)", null, null, "v1-final")]
    [DataRow(".1", null, null, "1")]
    [DataRow("2.0.0-RC.1", null, "LTS", "2.0.0-RC.1-LTS")]
    public void Tag_for_a_version_is_the_version_or_the_commit_of_an_unreleased_build(
        string version,
        string? sha,
        string? flavor,
        string expected
    ) => Assert.AreEqual(expected, ImageTags.ForVersion(version, sha, flavor));

    [TestMethod]
    public void Tag_for_a_long_version_has_at_most_128_characters() =>
        Assert.AreEqual(128, ImageTags.ForVersion(new string('1', 200), flavor: "alpine").Length);

    [TestMethod]
    [DataRow("")]
    [DataRow("+abc")]
    [DataRow("1.0.0+3.dirty")]
    [DataRow("1.0.0+20240615")]
    [DataRow("((")]
    public void Version_without_a_valid_tag_is_rejected(string version) =>
        Assert.ThrowsExactly<ArgumentException>(() => ImageTags.ForVersion(version));

    private static ImageNameParts Parts(
        string? image,
        string? registry,
        string? repository,
        string? tags,
        TagValues? values = null
    ) =>
        new()
        {
            Image = image,
            Registry = registry,
            Repository = repository,
            Tags = tags,
            Values = values,
        };
}
