namespace Dockerize.Tests;

[TestClass]
public sealed class EngineEndpointTests
{
    [TestMethod]
    public void What_the_project_names_is_the_only_place()
    {
        var endpoint = EngineEndpoint.Candidates(" tcp://host:2375 ", name => name == "DOCKER_HOST" ? "unix:///other.sock" : null).Single();

        Assert.AreEqual("tcp://host:2375", endpoint.ToString());
        Assert.AreEqual("DockerHost", endpoint.Origin);
    }

    [TestMethod]
    [DataRow("npipe:////./pipe/docker_engine")]
    [DataRow("npipe://./pipe/docker_engine")]
    public void Windows_pipes_are_understood_as_the_docker_CLI_writes_them(string host) =>
        Assert.AreEqual(3, EngineEndpoint.Candidates(host, _ => null).Single().Uri.Segments.Length);

    [TestMethod]
    public void Else_what_DOCKER_HOST_names_is_the_only_place() =>
        Assert.AreEqual("unix:///my.sock", EngineEndpoint.Candidates("", name => name == "DOCKER_HOST" ? "unix:///my.sock" : null).Single().ToString());

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows, IgnoreMessage = "Windows has one place, a named pipe.")]
    public void Else_the_usual_places_are_tried_in_order_and_empty_variables_do_not_count() => Assert.AreEqual(
        "unix:///var/run/docker.sock unix:///home/ada/.docker/run/docker.sock unix:///home/ada/.docker/desktop/docker.sock unix:///run/podman/podman.sock",
        string.Join(' ', EngineEndpoint.Candidates(null, name => name == "HOME" ? "/home/ada" : "")));

    [TestMethod]
    [DataRow("/var/run/docker.sock")]
    [DataRow("localhost:2375")]
    [DataRow("ftp://host")]
    [DataRow("tcp://")]
    [DataRow("unix://var/run/docker.sock")]
    [DataRow("npipe://x")]
    public void What_is_no_address_is_an_error_that_shows_how_one_looks(string host)
    {
        var diagnostic = Assert.ThrowsExactly<DockerizeException>(() => EngineEndpoint.Candidates(host, _ => null)).Diagnostic;

        Assert.AreEqual("DKZ2002", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "unix:///var/run/docker.sock", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Where_no_engine_answers_the_error_lists_each_place_and_why()
    {
        var missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sock");

        var diagnostic = (await Assert.ThrowsExactlyAsync<DockerizeException>(() => DockerEngine.ConnectAsync("unix://" + missing))).Diagnostic;

        Assert.AreEqual("DKZ2001", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, $"unix://{missing} (DockerHost): no such socket", StringComparison.Ordinal);

        diagnostic = (await Assert.ThrowsExactlyAsync<DockerizeException>(() => DockerEngine.ConnectAsync("tcp://127.0.0.1:1"))).Diagnostic;
        StringAssert.Contains(diagnostic.Message, "Connection refused", StringComparison.Ordinal);
    }
}
