using System.Text;

namespace Dockerize.Testing;

/// <summary>
/// The container of a smoke test in a <see cref="FaultyEngine"/>. It runs until the test changes its state.
/// </summary>
internal sealed class FaultyContainer
{
    /// <summary>The id of the container.</summary>
    public const string Id = "c0ffee";

    private const string Running = """ "Status":"running","Running":true,"ExitCode":0 """;

    public FaultyContainer(FaultyEngine engine)
    {
        engine.On(
            "POST /containers/create",
            async exchange =>
            {
                await exchange.AnswerAsync("201 Created", $$"""{"Id":"{{Id}}","Warnings":[]}""");
                Created = exchange.Body;
            }
        );
        engine.On($"POST /containers/{Id}/start", exchange => exchange.AnswerAsync("204 No Content", ""));
        engine.On($"GET /containers/{Id}/json", exchange => exchange.AnswerAsync("200 OK", Inspection));
        engine.On($"GET /containers/{Id}/logs", exchange => exchange.AnswerAsync("200 OK", Log));
        engine.On($"DELETE /containers/{Id}", exchange => exchange.AnswerAsync("204 No Content", ""));
    }

    /// <summary>The JSON of the request that created the container; empty if there was none.</summary>
    public string Created { get; private set; } = "";

    /// <summary>The properties of the state in an inspection.</summary>
    public string State { get; set; } = Running;

    /// <summary>The port of this machine that port 8080 of the container is published at.</summary>
    public int Port { get; set; }

    /// <summary>The frames of the log.</summary>
    public string Log { get; set; } = "";

    private string Inspection =>
        $$$"""
            {"Id":"{{{Id}}}","State":{{{{State}}}},"NetworkSettings":{"Ports":{"9090/udp":null,
            "8080/tcp":[{"HostIp":"127.0.0.1","HostPort":"{{{Port}}}"}]},"Networks":{"bridge":{"IPAddress":""} } } }
            """;

    /// <summary>The container has exited.</summary>
    public void Exit(int code) =>
        State = FormattableString.Invariant(
            $""" "Status":"exited","Running":false,"OOMKilled":{(code == 137 ? "true" : "false")},"ExitCode":{code} """
        );

    /// <summary>The container has a health check.</summary>
    public void SetHealth(string status, string output = "") =>
        State = $$"""{{Running}},"Health":{"Status":"{{status}}","Log":[{"ExitCode":1,"Output":"{{output}}"}]}""";

    /// <summary>Adds lines to the log, each in a frame of standard error.</summary>
    public void Print(params string[] lines)
    {
        var log = new StringBuilder(Log);
        foreach (var line in lines)
            log.Append("\u0002\0\0\0\0\0\0").Append((char)(line.Length + 1)).Append(line).Append('\n');
        Log = log.ToString();
    }
}
