namespace Dockerize.Tests;

[TestClass]
public sealed class EngineEndpointTests
{
    [TestMethod]
    public void DockerHost_property_overrides_all_other_endpoints()
    {
        var endpoint = EngineEndpoint
            .Candidates(
                new(" tcp://host:2375 ", null) { HostOrigin = "DockerHost" },
                name => name == "DOCKER_HOST" ? "unix:///other.sock" : null
            )
            .Single();

        Assert.AreEqual("tcp://host:2375", endpoint.ToString());
        Assert.AreEqual("DockerHost", endpoint.Origin);
    }

    [TestMethod]
    [DataRow("npipe:////./pipe/docker_engine")]
    [DataRow("npipe://./pipe/docker_engine")]
    public void Named_pipe_addresses_are_parsed_as_in_the_docker_CLI(string host) =>
        Assert.AreEqual(3, EngineEndpoint.Candidates(new(host, null), _ => null).Single().Uri.Segments.Length);

    [TestMethod]
    [DataRow("unix:///var/run/docker.sock", true)]
    [DataRow("npipe:////./pipe/docker_engine", true)]
    [DataRow("tcp://localhost:2375", true)]
    [DataRow("tcp://127.0.0.1", true)]
    [DataRow("https://[::1]:2376", true)]
    [DataRow("npipe://server/pipe/docker_engine", false)]
    [DataRow("tcp://build.example.com:2375", false)]
    [DataRow("ssh://localhost", false)]
    [DataRow("wslc://", false)]
    public void Ports_of_this_machine_are_those_of_the_engine_only_at_a_local_endpoint(string host, bool isLocal) =>
        Assert.AreEqual(isLocal, EngineEndpoint.Candidates(new(host, null), _ => null).Single().IsLocal);

    [TestMethod]
    public void DOCKER_HOST_is_the_only_endpoint_if_no_property_is_set() =>
        Assert.AreEqual(
            "unix:///my.sock",
            EngineEndpoint
                .Candidates(new("", null), name => name == "DOCKER_HOST" ? "unix:///my.sock" : null)
                .Single()
                .ToString()
        );

    [TestMethod]
    [OSCondition(
        ConditionMode.Exclude,
        OperatingSystems.Windows,
        IgnoreMessage = "Windows has other default endpoints."
    )]
    public void Default_endpoints_have_a_fixed_order_and_empty_variables_are_ignored() =>
        Assert.AreEqual(
            "unix:///var/run/docker.sock unix:///home/ada/.docker/run/docker.sock "
                + "unix:///home/ada/.docker/desktop/docker.sock unix:///run/podman/podman.sock",
            string.Join(
                ' ',
                Candidates(
                    null,
                    null,
                    "",
                    ("HOME", "/home/ada"),
                    ("DOCKER_HOST", ""),
                    ("DOCKER_CONTEXT", ""),
                    ("DOCKER_TLS_VERIFY", ""),
                    ("XDG_RUNTIME_DIR", "")
                )
            )
        );

    [TestMethod]
    [DataRow("tcp://property", "one", "tcp://variable", "two", "three", "tcp://property")]
    [DataRow("", "one", "tcp://variable", "two", "three", "tcp://one")]
    [DataRow("", "", "tcp://variable", "two", "three", "tcp://variable")]
    [DataRow("", "", "", "two", "three", "tcp://two")]
    [DataRow("", "", " ", "two", "three", "tcp://two")]
    [DataRow("", "", "", "", "three", "tcp://three")]
    [DataRow("", "default", "tcp://variable", "two", "three", "tcp://variable")]
    [DataRow("", "default", "", "two", "three", "unix:///var/run/docker.sock")]
    [DataRow("", "", "", "default", "three", "unix:///var/run/docker.sock")]
    [DataRow("", "", "", "", "default", "unix:///var/run/docker.sock")]
    [DataRow("", "", "tcp://variable", "gone", "gone", "tcp://variable")]
    [OSCondition(
        ConditionMode.Exclude,
        OperatingSystems.Windows,
        IgnoreMessage = "Windows has other default endpoints."
    )]
    public void Properties_variables_and_the_current_context_have_a_fixed_order(
        string property,
        string context,
        string variable,
        string contextVariable,
        string current,
        string expected
    ) =>
        Assert.AreEqual(
            expected,
            Candidates(property, context, current, ("DOCKER_HOST", variable), ("DOCKER_CONTEXT", contextVariable))[0]
                .ToString()
        );

    [TestMethod]
    public void TLS_without_a_host_uses_port_2376_of_localhost()
    {
        var endpoint = Candidates(null, null, "", ("DOCKER_TLS_VERIFY", "0")).Single();

        Assert.AreEqual("tcp://localhost:2376", endpoint.ToString());
        StringAssert.EndsWith(endpoint.Tls!.AuthoritiesFile, "ca.pem", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("DOCKER_TLS_VERIFY", "tcp://host:2376", true)]
    [DataRow("DOCKER_TLS_VERIFY", "https://host:2376", true)]
    [DataRow("DOCKER_TLS", "tcp://host:2376", true)]
    [DataRow("", "https://host:2376", true)]
    [DataRow("", "tcp://host:2376", false)]
    [DataRow("DOCKER_TLS_VERIFY", "http://host:2376", false)]
    [DataRow("DOCKER_TLS_VERIFY", "unix:///my.sock", false)]
    [DataRow("DOCKER_TLS_VERIFY", "ssh://host", false)]
    [DataRow("DOCKER_TLS_VERIFY", "wslc://", false)]
    public void TLS_is_used_if_it_is_requested_and_the_endpoint_supports_it(string variable, string host, bool expected)
    {
        var tls = Candidates(host, null, "", (variable, "1"), ("DOCKER_CERT_PATH", "/certificates")).Single().Tls;

        Assert.AreEqual(expected, tls is not null);
        Assert.AreEqual(variable == "DOCKER_TLS", tls is { SkipsVerification: true });
        if (expected && variable == "DOCKER_TLS_VERIFY")
            Assert.AreEqual(Path.Combine("/certificates", "ca.pem"), tls!.AuthoritiesFile);
    }

    [TestMethod]
    [DataRow("tcp://host", "tcp://host:2375/")]
    [DataRow("tcp://host:1", "tcp://host:1/")]
    [DataRow("tcp://[::1]:1", "tcp://[::1]:1/")]
    public void Endpoint_without_a_port_uses_the_default_port_of_the_docker_CLI(string host, string expected) =>
        Assert.AreEqual(expected, Candidates(host, null, "").Single().ClientUri.AbsoluteUri);

    [TestMethod]
    [DataRow("127.0.0.1:2375", "tcp://127.0.0.1:2375/")]
    [DataRow("localhost:5555", "tcp://localhost:5555/")]
    [DataRow("host", "tcp://host:2375/")]
    [DataRow("[::1]:5555", "tcp://[::1]:5555/")]
    [DataRow(":5555", "tcp://localhost:5555/")]
    [DataRow("tcp://", "tcp://localhost:2375/")]
    [DataRow("tcp://:5555", "tcp://localhost:5555/")]
    [DataRow("unix://", "unix:///var/run/docker.sock")]
    [DataRow("/run/my.sock", "unix:///run/my.sock")]
    [DataRow("npipe://", "npipe://./pipe/docker_engine")]
    public void Incomplete_engine_addresses_are_completed_as_in_the_docker_CLI(string host, string expected) =>
        Assert.AreEqual(expected, Candidates(null, null, "", ("DOCKER_HOST", host)).Single().ClientUri.AbsoluteUri);

    [TestMethod]
    [DataRow("ssh://build", "-o ConnectTimeout=30 -T -- build docker system dial-stdio")]
    [DataRow("ssh://build/", "-o ConnectTimeout=30 -T -- build docker system dial-stdio")]
    [DataRow(
        "ssh://ada@BuildHost:2222",
        "-l ada -p 2222 -o ConnectTimeout=30 -T -- BuildHost docker system dial-stdio"
    )]
    [DataRow(
        "ssh://ada@build/run/user/1000/docker.sock",
        "-l ada -o ConnectTimeout=30 -T -- build docker --host=unix:///run/user/1000/docker.sock system dial-stdio"
    )]
    [DataRow("ssh://corp%5Cada@[::1]", @"-l corp\ada -o ConnectTimeout=30 -T -- ::1 docker system dial-stdio")]
    public void Ssh_arguments_are_those_of_the_docker_CLI(string host, string arguments) =>
        Assert.AreEqual(arguments, Candidates(host, null, "").Single().Program!.Arguments);

    [TestMethod]
    [DataRow("wslc://", "system session run docker system dial-stdio")]
    [DataRow("wslc:///", "system session run docker system dial-stdio")]
    [DataRow("wslc://localhost", "system session run docker system dial-stdio")]
    [DataRow("wslc://wslc-cli-Ada", "--session wslc-cli-Ada system session run docker system dial-stdio")]
    public void Wslc_arguments_select_the_session(string host, string arguments)
    {
        var endpoint = Candidates(host, null, "").Single();

        Assert.AreEqual(host, endpoint.ToString());
        Assert.AreEqual(arguments, endpoint.Program!.Arguments);
    }

    [TestMethod]
    [DataRow("wslc.exe", "npipe://./pipe/docker_engine wslc://")]
    [DataRow("wsl.exe", "npipe://./pipe/docker_engine")]
    public void Default_endpoints_on_Windows_are_the_named_pipe_and_then_wslc_if_it_is_on_PATH(
        string program,
        string expected
    )
    {
        using var home = new UserHome().InstallProgram(program, "");

        Assert.AreEqual(expected, string.Join(' ', DefaultEndpoints.Find(home.Read, isWindows: true)));
    }

    [TestMethod]
    [DataRow("docker.sock:x")]
    [DataRow("host:70000")]
    [DataRow("host:port")]
    [DataRow("tcp://unix:///var/run/docker.sock")]
    [DataRow("tcp://tcp://host:2375")]
    [DataRow("tcp://host:2375?x=1")]
    [DataRow("tcp://host:2375#x")]
    [DataRow("ftp://host")]
    [DataRow("unix://var/run/docker.sock")]
    [DataRow("npipe://x")]
    [DataRow("ssh://")]
    [DataRow("ssh://a$(reboot);x@host")]
    [DataRow("ssh://corp%5C@host")]
    [DataRow("ssh://host/run/$(reboot).sock")]
    [DataRow("ssh://host/run/docker.sock?a=b")]
    [DataRow("ssh://a%22b@host")]
    [DataRow("ssh://a%27b@host")]
    [DataRow("ssh://a%20-oProxyCommand=reboot@host")]
    [DataRow("wslc://-x")]
    [DataRow("wslc://a%20b")]
    [DataRow("wslc://ada@session")]
    [DataRow("wslc://session:1")]
    [DataRow("wslc://session/path")]
    [DataRow("wslc://session?x=1")]
    [DataRow("tcp://ada@host:2375")]
    public void Invalid_engine_address_is_an_error_with_an_example(string host)
    {
        var diagnostic = Assert
            .Throws<Exception>(() => EngineEndpoint.Candidates(new(host, null), _ => null))
            .Diagnostic();

        Assert.AreEqual("DKZ2002", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "unix:///var/run/docker.sock", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("ssh://ada:hunter2@host")]
    [DataRow("tcp://ada:hunter2@host:2375")]
    public void Password_in_an_engine_address_is_an_error_and_is_not_shown(string host)
    {
        var exception = Assert.Throws<Exception>(() => Candidates(host, null, ""));

        Assert.AreEqual("DKZ2002", exception.Diagnostic().Code);
        Assert.IsFalse(exception.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Missing_engine_error_lists_endpoints_with_reasons()
    {
        var missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sock");

        var diagnostic = (
            await Assert.ThrowsAsync<Exception>(() => DockerEngine.ConnectAsync("unix://" + missing))
        ).Diagnostic();

        Assert.AreEqual("DKZ2001", diagnostic.Code);
        StringAssert.Contains(
            diagnostic.Message,
            $"unix://{missing} (host): socket not found",
            StringComparison.Ordinal
        );

        diagnostic = (
            await Assert.ThrowsAsync<Exception>(() => DockerEngine.ConnectAsync("tcp://127.0.0.1:1"))
        ).Diagnostic();
        StringAssert.Contains(diagnostic.Message, "Connection refused", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Endpoint_without_an_engine_is_skipped()
    {
        using var answering = new FaultyEngine();
        var places = new[] { "unix:///no/such.sock", "tcp://127.0.0.1:1", answering.Host }
            .Select(place => Candidates(place, null, "").Single())
            .ToList();

        using var engine = await DockerEngine.ConnectToFirstAsync(places, null, CancellationToken.None);
        Assert.AreEqual(answering.Host, engine.Endpoint.ToString());

        var message = (
            await Assert.ThrowsAsync<Exception>(() =>
                DockerEngine.ConnectToFirstAsync(places.Take(2), null, CancellationToken.None)
            )
        )
            .Diagnostic()
            .Message;
        StringAssert.Matches(
            message,
            new(
                @"\n  unix:///no/such\.sock \(host\): socket not found\n  tcp://127\.0\.0\.1:1 "
                    + @"\(host\): Connection refused"
            )
        );
    }

    /// <summary>
    /// Returns the endpoints. Docker contexts <c>one</c>, <c>two</c> and <c>three</c> have the endpoints
    /// <c>tcp://one</c> and so on.
    /// </summary>
    private static IReadOnlyList<EngineEndpoint> Candidates(
        string? host,
        string? context,
        string currentContext,
        params (string Name, string Value)[] environment
    )
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", $$"""{"currentContext":"{{currentContext}}"}""");
        foreach (var name in new[] { "one", "two", "three" })
        {
            var id = Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))
            );
            folder.Write($"contexts/meta/{id}/meta.json", $$"""{"Endpoints":{"docker":{"Host":"tcp://{{name}}"} } }""");
        }

        return EngineEndpoint.Candidates(
            new(host, context),
            name => name == "DOCKER_CONFIG" ? folder.Path : environment.FirstOrDefault(pair => pair.Name == name).Value
        );
    }
}
