namespace Dockerize.Tests;

/// <summary>The sources of credentials, their order, and the registries to which each applies.</summary>
[TestClass]
// Linux does not run a script while a process has it open for writing. A process that a parallel test starts inherits
// the open script for a moment, so these tests do not run in parallel.
[DoNotParallelize]
public sealed class CredentialSourcesTests
{
    private const string Push = "push.io",
        Base = "base.io",
        Other = "other.io";

    // All sources in their order. Each action adds credentials for the push registry, with the source as user name.
    private static readonly (string Name, Action<UserHome> Fill)[] Sources =
    [
        (
            "DOCKERIZE_REGISTRY_USERNAME",
            home => SetPair(home, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD")
        ),
        (
            "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME",
            home => SetPair(home, "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD")
        ),
        (
            "DOTNET_CONTAINER_REGISTRY_UNAME",
            home => SetPair(home, "DOTNET_CONTAINER_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_PWORD")
        ),
        (
            "SDK_CONTAINER_REGISTRY_UNAME",
            home => SetPair(home, "SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD")
        ),
        ("DOCKER_AUTH_CONFIG", home => home.Set("DOCKER_AUTH_CONFIG", UserHome.Auths(Push, "DOCKER_AUTH_CONFIG"))),
        ("docker", home => home.Write("docker/config.json", UserHome.Auths(Push, "docker"))),
        (
            "REGISTRY_AUTH_FILE",
            home =>
                home.Write("named.json", UserHome.Auths(Push, "REGISTRY_AUTH_FILE"))
                    .Set("REGISTRY_AUTH_FILE", home.Folder + "/named.json")
        ),
        (
            "XDG_RUNTIME_DIR",
            home =>
                home.Write("run/containers/auth.json", UserHome.Auths(Push, "XDG_RUNTIME_DIR"))
                    .Set("XDG_RUNTIME_DIR", home.Folder + "/run")
        ),
        ("XDG_CONFIG_HOME", home => home.Write("config/containers/auth.json", UserHome.Auths(Push, "XDG_CONFIG_HOME"))),
    ];

    [TestMethod]
    public async Task First_source_with_credentials_is_used()
    {
        for (var first = 0; first < Sources.Length; first++)
        {
            using var home = new UserHome();
            foreach (var (_, fill) in Sources.Skip(first))
                fill(home);

            var search = await home.FindAsync(Push + "/shop", Push, Base);

            Assert.AreEqual(Sources[first].Name, search.Credentials?.Username, search.ToString());
            Assert.AreEqual(UserHome.Secret, search.Credentials!.Password);
        }
    }

    [TestMethod]
    public async Task Search_without_credentials_lists_the_checked_sources()
    {
        using var home = new UserHome();

        var search = await home.FindAsync(Push + "/shop", Push);

        Assert.IsNull(search.Credentials);
        Assert.AreEqual(
            $"""
            DOCKERIZE_REGISTRY_USERNAME, DOTNET_CONTAINER_PUSH_REGISTRY_UNAME, DOTNET_CONTAINER_PULL_REGISTRY_UNAME, DOTNET_CONTAINER_REGISTRY_UNAME, SDK_CONTAINER_REGISTRY_UNAME: not set
            DOCKER_AUTH_CONFIG: not set
            {home.Folder}/docker/config.json: not found
            {home.Folder}/run/containers/auth.json: not found
            {home.Folder}/config/containers/auth.json: not found
            """,
            string.Join('\n', search.Checked)
        );
    }

    [TestMethod]
    [DataRow("DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD", Push)]
    [DataRow("DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD", Push)]
    [DataRow("DOTNET_CONTAINER_PULL_REGISTRY_UNAME", "DOTNET_CONTAINER_PULL_REGISTRY_PWORD", Base)]
    [DataRow("DOTNET_CONTAINER_REGISTRY_UNAME", "DOTNET_CONTAINER_REGISTRY_PWORD", Push + " " + Base)]
    [DataRow("SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD", Push + " " + Base)]
    public async Task Credential_variables_apply_only_to_their_registries(
        string username,
        string password,
        string registries
    )
    {
        using var home = new UserHome();
        SetPair(home, username, password);
        foreach (var registry in new[] { Push, Base, Other, "docker.io", "push.io:5000", "push.io.example" })
        {
            var search = await home.FindAsync(registry + "/team/shop", Push, Base);
            Assert.AreEqual(
                registries.Split(' ').Contains(registry),
                search.Credentials is not null,
                search.ToString()
            );
            Assert.IsNull(
                (await home.FindAsync(registry + "/team/shop")).Credentials,
                "a registry that is neither pushed to nor pulled from"
            );
            if (search.Credentials is null)
                Assert.Contains($"{username}: set, but only for ", string.Join('\n', search.Checked));
        }
    }

    [TestMethod]
    [DataRow("other.io")]
    [DataRow("OTHER.io")]
    [DataRow("https://other.io/v2/")]
    public async Task DOCKERIZE_REGISTRY_limits_credentials_to_one_registry(string named)
    {
        using var home = new UserHome().Set("DOCKERIZE_REGISTRY", named);
        SetPair(home, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");

        Assert.IsNotNull((await home.FindAsync(Other + "/shop", Push, Base)).Credentials);
        Assert.IsNull((await home.FindAsync(Base + "/shop", Push, Base)).Credentials);
        var search = await home.FindAsync(Push + "/shop", Push, Base);
        Assert.IsNull(search.Credentials);
        Assert.Contains(
            "DOCKERIZE_REGISTRY_USERNAME: set, but only for other.io, the value of DOCKERIZE_REGISTRY",
            search.Checked
        );
    }

    [TestMethod]
    public async Task Blank_credential_variable_is_treated_as_unset()
    {
        using var home = new UserHome()
            .Set("DOCKERIZE_REGISTRY", " ")
            .Set("DOCKERIZE_REGISTRY_USERNAME", "")
            .Set("DOCKERIZE_REGISTRY_PASSWORD", " ")
            .Set("DOCKER_AUTH_CONFIG", "")
            .Set("REGISTRY_AUTH_FILE", " ")
            .Set("XDG_RUNTIME_DIR", "");
        SetPair(home, "SDK_CONTAINER_REGISTRY_UNAME", "SDK_CONTAINER_REGISTRY_PWORD");

        Assert.AreEqual(
            "SDK_CONTAINER_REGISTRY_UNAME",
            (await home.FindAsync(Push + "/shop", Push)).Credentials?.Username
        );
    }

    [TestMethod]
    [DataRow("DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD")]
    [DataRow("DOCKERIZE_REGISTRY_PASSWORD", "DOCKERIZE_REGISTRY_USERNAME")]
    [DataRow("DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD")]
    [DataRow("SDK_CONTAINER_REGISTRY_PWORD", "SDK_CONTAINER_REGISTRY_UNAME")]
    public async Task Incomplete_credential_variables_are_an_error_for_their_registry(string set, string missing)
    {
        using var home = new UserHome().Set(set, UserHome.Secret).Set(missing, " ");

        var exception = await Assert.ThrowsAsync<Exception>(() => home.FindAsync(Push + "/shop", Push));
        Assert.AreEqual("DKZ3010", exception.Diagnostic().Code);
        Assert.Contains($"push.io: {set} is set, but {missing} is not", exception.Diagnostic().Message);
        UserHome.AssertSecretFree(exception.ToString());

        Assert.IsNull((await home.FindAsync(Other + "/shop", Push)).Credentials, "another registry is not affected");
    }

    [TestMethod]
    [DataRow("not JSON: hunter2", "the value is not valid JSON")]
    [DataRow("[\"hunter2\"]", "the value is not valid JSON")]
    [DataRow("""{"auths":{"push.io":{"auth":"hunter2"}}}""", "'auth' of push.io is not")]
    [DataRow("""{"auths":{"push.io":{"auth":"aHVudGVyMg=="}}}""", "'auth' of push.io is not")]
    [DataRow("""{"auths":{}} hunter2""", "the value is not valid JSON")]
    [DataRow("""{"auths":{"push.io":"hunter2"}}""", "'auths[push.io]' is not an object")]
    public async Task Invalid_DOCKER_AUTH_CONFIG_is_ignored_and_not_quoted(string text, string reason)
    {
        using var home = new UserHome()
            .Set("DOCKER_AUTH_CONFIG", text)
            .Write("docker/config.json", UserHome.Auths(Push, "ada"));

        var search = await home.FindAsync(Push + "/shop", Push);

        Assert.AreEqual("ada", search.Credentials?.Username);
        Assert.Contains($"DOCKER_AUTH_CONFIG: ignored, because {reason}", string.Join('\n', search.Checked));
        UserHome.AssertSecretFree(search.ToString());
        Assert.DoesNotContain("aHVud", search.ToString());
    }

    [TestMethod]
    [DataRow("not JSON: hunter2", true)]
    [DataRow("""{"auths":{}} hunter2""", true)]
    [DataRow("""{"auths":{}}""", false)]
    [DataRow("", false)]
    public void Ignored_DOCKER_AUTH_CONFIG_is_a_warning(string text, bool isIgnored)
    {
        var error = CredentialSources.FindUnreadableVariable(name => name == "DOCKER_AUTH_CONFIG" ? text : null);

        Assert.AreEqual(isIgnored, error is not null);
        if (error is not null)
        {
            Assert.AreEqual("DKZ3004", error.Diagnostic().Code);
            Assert.StartsWith(
                "Invalid environment variable DOCKER_AUTH_CONFIG, which is ignored: the value is not valid JSON. ",
                error.Diagnostic().Message
            );
            UserHome.AssertSecretFree(error.ToString());
        }
    }

    [TestMethod]
    public async Task Text_after_the_JSON_object_in_a_config_file_is_ignored()
    {
        using var home = new UserHome().Write("docker/config.json", UserHome.Auths(Push, "ada") + " and more");

        Assert.AreEqual("ada", (await home.FindAsync(Push + "/shop")).Credentials?.Username);
    }

    [TestMethod]
    public async Task Broken_source_is_an_error_only_if_no_earlier_source_has_credentials()
    {
        using var home = new UserHome()
            .Write("docker/config.json", "broken")
            .Write("config/containers/auth.json", "broken")
            .Set("SDK_CONTAINER_REGISTRY_UNAME", "half");
        SetPair(home, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");
        home.Set("DOCKER_AUTH_CONFIG", "broken");

        Assert.IsNotNull((await home.FindAsync(Push + "/shop", Push)).Credentials);

        home.Set("DOCKER_AUTH_CONFIG", UserHome.Auths(Other, "ada"));
        Assert.IsNotNull(
            (await home.FindAsync(Other + "/shop", Push)).Credentials,
            "variables for another registry are not checked"
        );

        var exception = await Assert.ThrowsAsync<Exception>(() => home.FindAsync("third.io/shop", Push));
        Assert.AreEqual(Path.Combine(home.Folder, "docker", "config.json"), exception.Diagnostic().File);

        home.Write("docker/config.json", "{}");
        exception = await Assert.ThrowsAsync<Exception>(() => home.FindAsync("third.io/shop", Push));
        Assert.AreEqual("DKZ3004", exception.Diagnostic().Code);
        Assert.AreEqual(Path.Combine(home.Folder, "config", "containers", "auth.json"), exception.Diagnostic().File);
    }

    [TestMethod]
    public async Task Registry_helper_overrides_the_store_and_an_empty_helper_disables_it()
    {
        using var home = new UserHome().InstallAnswering("own", "own").InstallAnswering("store", "store");
        home.Write(
            "docker/config.json",
            $$$"""
            {"credsStore":"store","credHelpers":{"own.io":"own","off.io":""},"auths":{"own.io":{{{UserHome.Auth(
                "inline"
            )}}},"off.io":{{{UserHome.Auth("inline")}}},"any.io":{} }}
            """
        );

        Assert.AreEqual("own", (await home.FindAsync("own.io/shop")).Credentials?.Username);
        Assert.AreEqual("inline", (await home.FindAsync("off.io/shop")).Credentials?.Username);
        Assert.AreEqual("store", (await home.FindAsync("any.io/shop")).Credentials?.Username);
        Assert.AreEqual("store", (await home.FindAsync("docker.io/team/shop")).Credentials?.Username);
        Assert.AreEqual("get own.io\nget any.io\nget https://index.docker.io/v1/\n", home.Asked());
    }

    [TestMethod]
    [DataRow("echo credentials not found in native keychain; exit 1", null, "no credentials for push.io")]
    [DataRow(
        "echo no luck today; exit 2",
        "inline",
        "failed with exit code 2 (for its error, run `echo push.io | docker-credential-own get`)"
    )]
    [DataRow(null, "inline", "not found on PATH")]
    public async Task Auths_entry_is_used_only_when_the_helper_fails(string? script, string? username, string said)
    {
        using var home = new UserHome().InstallAnswering("store", "store");
        if (script is not null)
            home.Install("own", script);
        home.Write(
            "docker/config.json",
            $$$"""{"credsStore":"store","credHelpers":{"push.io":"own"},"auths":{"push.io":{{{UserHome.Auth("inline")}}}}}"""
        );

        var search = await home.FindAsync(Push + "/shop");

        Assert.AreEqual(username, search.Credentials?.Username);
        Assert.Contains($"docker-credential-own (from {home.Folder}/docker/config.json): {said}", search.Checked);
        Assert.AreEqual("", home.Asked(), "the store is not called instead");
    }

    [TestMethod]
    public async Task Next_source_is_checked_when_a_helper_has_no_credentials()
    {
        using var home = new UserHome().Install("store", "echo credentials not found in native keychain; exit 1");
        home.Write("docker/config.json", """{"credsStore":"store"}""")
            .Write("config/containers/auth.json", UserHome.Auths(Push, "podman"));

        Assert.AreEqual("podman", (await home.FindAsync(Push + "/shop")).Credentials?.Username);
    }

    [TestMethod]
    [DataRow("docker.io/team/shop")]
    [DataRow("registry-1.docker.io/team/shop")]
    [DataRow("team/shop")]
    public async Task Docker_Hub_credentials_are_found_under_all_its_names(string image)
    {
        foreach (
            var key in new[]
            {
                "https://index.docker.io/v1/",
                "docker.io",
                "index.docker.io",
                "registry-1.docker.io",
                "https://registry-1.docker.io/v2/",
            }
        )
        {
            using var home = new UserHome().InstallAnswering("own", "own");
            Assert.AreEqual(
                "ada",
                (await home.Write("docker/config.json", UserHome.Auths(key, "ada")).FindAsync(image))
                    .Credentials
                    ?.Username,
                key
            );
            Assert.AreEqual(
                "eve",
                (
                    await home.Write("docker/config.json", "{}")
                        .Write("config/containers/auth.json", UserHome.Auths(key, "eve"))
                        .FindAsync(image)
                )
                    .Credentials
                    ?.Username,
                key
            );
            // A helper is found only under the key that docker login uses.
            var isKey = key == "https://index.docker.io/v1/";
            Assert.AreEqual(
                isKey ? "own" : "eve",
                (await home.Write("docker/config.json", $$$"""{"credHelpers":{"{{{key}}}":"own"}}""").FindAsync(image))
                    .Credentials
                    ?.Username,
                key
            );
            Assert.AreEqual(isKey ? "get https://index.docker.io/v1/\n" : "", home.Asked());
        }
    }

    [TestMethod]
    [DataRow("https://index.docker.io/v1/access-token", "https://index.docker.io/v1/")]
    [DataRow("https://push.io/v1/", "push.io")]
    public async Task Key_of_docker_login_is_preferred_to_other_keys_of_a_registry(string other, string key)
    {
        using var home = new UserHome().Write(
            "docker/config.json",
            $$$"""{"auths":{"{{{other}}}":{{{UserHome.Auth("other")}}},"{{{key}}}":{{{UserHome.Auth("ada")}}}}}"""
        );

        Assert.AreEqual(
            "ada",
            (await home.FindAsync(key == Push ? Push + "/shop" : "team/shop")).Credentials?.Username
        );
    }

    [TestMethod]
    [DataRow("push.io/team/shop:1", "shop")]
    [DataRow("push.io/team/shop/web", "shop")]
    [DataRow("push.io/team/shop/empty", "shop")]
    [DataRow("push.io/team/shopping", "team")]
    [DataRow("push.io/tea", "all")]
    [DataRow("push.io:5000/team/shop", null)]
    public async Task Most_specific_namespace_in_auth_json_is_used(string image, string? username)
    {
        using var home = new UserHome().Write(
            "config/containers/auth.json",
            $$$"""
            {"auths":{"push.io":{{{UserHome.Auth("all")}}},"push.io/team/shop":{{{UserHome.Auth(
                "shop"
            )}}},"push.io/team/shop/empty":{},"push.io/team":{{{UserHome.Auth("team")}}}}}
            """
        );

        Assert.AreEqual(username, (await home.FindAsync(image)).Credentials?.Username);
    }

    [TestMethod]
    public async Task Auth_json_namespaces_limit_credentials_and_helpers_apply_to_registries()
    {
        using var home = new UserHome().InstallAnswering("own", "own");
        home.Write(
            "config/containers/auth.json",
            $$$"""{"auths":{"push.io/team":{{{UserHome.Auth("team")}}}},"credHelpers":{"helped.io":"own"}}"""
        );

        Assert.IsNull((await home.FindAsync("push.io/shop")).Credentials);
        Assert.AreEqual("own", (await home.FindAsync("helped.io/team/shop")).Credentials?.Username);

        // Podman stores credentials of Docker Hub under this name.
        home.Write("config/containers/auth.json", """{"credHelpers":{"docker.io":"own"}}""");
        Assert.AreEqual("own", (await home.FindAsync("team/shop")).Credentials?.Username);
        Assert.AreEqual("get helped.io\nget docker.io\n", home.Asked());
    }

    [TestMethod]
    public async Task Podman_auth_files_have_default_paths_without_variables()
    {
        using var home = new UserHome().Set("XDG_RUNTIME_DIR", "").Set("XDG_CONFIG_HOME", "");

        var asked = (await home.FindAsync(Push + "/shop")).Checked;

        if (OperatingSystem.IsLinux())
            Assert.Contains(
                line => System.Text.RegularExpressions.Regex.IsMatch(line, "^/run/containers/[0-9]+/auth.json: "),
                asked
            );
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.StartsWith($"{user}/.config/containers/auth.json: ", asked[^1].Replace('\\', '/'));
    }

    [TestMethod]
    public async Task Credential_helper_is_asked_once_for_each_registry()
    {
        using var home = new UserHome()
            .InstallAnswering("store", "ada")
            .Write("docker/config.json", """{"credsStore":"store"}""");
        var sources = home.Sources();

        foreach (var image in new[] { "push.io/one", "push.io/two:2", "other.io/one" })
            Assert.AreEqual("ada", (await sources.FindAsync(ImageReference.Parse(image))).Credentials?.Username);

        Assert.AreEqual("get push.io\nget other.io\n", home.Asked());
    }

    [TestMethod]
    public void Incomplete_credential_variables_for_a_push_are_an_early_error()
    {
        using var home = new UserHome();
        home.Set("DOCKERIZE_REGISTRY_USERNAME", "ada");

        Assert.AreEqual("DKZ3010", Assert.Throws<Exception>(home.Sources(Push).RequireWholePairs).Diagnostic().Code);
        home.Set("DOCKERIZE_REGISTRY", "other.io");
        home.Sources(Push).RequireWholePairs();

        home.Set("SDK_CONTAINER_REGISTRY_UNAME", "ada");
        Assert.Throws<Exception>(home.Sources(Push).RequireWholePairs);
        SetPair(home, "DOTNET_CONTAINER_PUSH_REGISTRY_UNAME", "DOTNET_CONTAINER_PUSH_REGISTRY_PWORD");
        home.Sources(Push).RequireWholePairs(); // A complete pair with a higher priority is used.
    }

    [TestMethod]
    public async Task Build_gets_only_the_credentials_of_pulled_registries()
    {
        using var home = new UserHome();
        home.Write(
            "docker/config.json",
            $$$"""{"auths":{"private.io":{{{UserHome.Auth("ada")}}},"https://index.docker.io/v1/":{{{UserHome.Auth("eve")}}},"other.io":{{{UserHome.Auth("x")}}}}}"""
        );
        SetPair(home, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");

        var sources = home.Sources(Push, "private.io");
        foreach (var image in new[] { "private.io/a", "redis", "public.io/b", "private.io/c" })
            await sources.FindAsync(ImageReference.Parse(image));

        Assert.AreEqual(
            "docker.io=eve private.io=ada",
            string.Join(
                ' ',
                sources.Found.Select(entry => $"{entry.Key}={entry.Value.Username}").Order(StringComparer.Ordinal)
            )
        );
    }

    [TestMethod]
    public async Task Refused_push_lists_the_checked_credential_sources()
    {
        using var home = new UserHome()
            .Install("store", "echo credentials not found in native keychain; exit 1")
            .Write("docker/config.json", """{"credsStore":"store"}""");
        SetPair(home.Set("DOCKERIZE_REGISTRY", Other), "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");

        var message = ImagePushException
            .Refused(
                ImageReference.Parse("push.io/shop:1"),
                "no basic auth credentials",
                await home.FindAsync(Push + "/shop", Push)
            )
            .Diagnostic()
            .Message;

        Assert.AreEqual(
            $"""
            Could not push push.io/shop:1: no basic auth credentials. No credentials found for push.io, so the push was anonymous. Credential sources checked:
              DOTNET_CONTAINER_PUSH_REGISTRY_UNAME, DOTNET_CONTAINER_PULL_REGISTRY_UNAME, DOTNET_CONTAINER_REGISTRY_UNAME, SDK_CONTAINER_REGISTRY_UNAME: not set
              DOCKERIZE_REGISTRY_USERNAME: set, but only for other.io, the value of DOCKERIZE_REGISTRY
              DOCKER_AUTH_CONFIG: not set
              docker-credential-store (from {home.Folder}/docker/config.json): no credentials for push.io
              {home.Folder}/run/containers/auth.json: not found
              {home.Folder}/config/containers/auth.json: not found
            Run `docker login push.io`, or in CI set DOCKER_AUTH_CONFIG.
            """,
            message
        );
    }

    [TestMethod]
    [DataRow(Push, "DOCKERIZE_REGISTRY_USERNAME and DOCKERIZE_REGISTRY_PASSWORD")]
    [DataRow(Base, "DOCKER_AUTH_CONFIG")] // MSBuild writes variables that begin with DOTNET_ into binary logs
    [DataRow(Other, "DOCKER_AUTH_CONFIG")]
    public async Task Refused_pull_suggests_the_variables_for_its_registry(string registry, string variables)
    {
        using var home = new UserHome();
        var image = ImageReference.Parse(registry + "/team/base:1");

        var search = await home.FindAsync(image.Familiar, Push, Base);

        Assert.EndsWith(
            $"Run `docker login {registry}`, or in CI set {variables}.",
            new ImageUnavailableException(image, "unauthorized: authentication required", search).Diagnostic().Message
        );
        Assert.Contains(
            "Credential sources checked",
            new ImageUnavailableException(
                image,
                "unexpected status from HEAD request to https://r.io/v2/: 403 Forbidden",
                search
            )
                .Diagnostic()
                .Message
        );
        Assert.DoesNotContain(
            "Credential sources checked",
            new ImageUnavailableException(image, "manifest unknown", search).Diagnostic().Message
        );
    }

    [TestMethod]
    public async Task Refused_credentials_are_reported_with_their_source()
    {
        using var home = new UserHome();
        SetPair(home, "DOCKERIZE_REGISTRY_USERNAME", "DOCKERIZE_REGISTRY_PASSWORD");

        var message = ImagePushException
            .Refused(
                ImageReference.Parse("push.io/team/shop:1"),
                "denied",
                await home.FindAsync(Push + "/team/shop", Push)
            )
            .Diagnostic()
            .Message;

        Assert.Contains(
            "does not accept the password from DOCKERIZE_REGISTRY_USERNAME for repository team/shop",
            message
        );
        Assert.Contains("with an account that has push permission", message);
    }

    // The user name is the name of its variable.
    private static void SetPair(UserHome home, string username, string password) =>
        home.Set(username, username).Set(password, UserHome.Secret);
}
