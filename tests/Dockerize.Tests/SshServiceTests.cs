using System.Net.Sockets;
using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Tests;

/// <summary>Build steps use SSH agents of this machine. The agents are those of OpenSSH.</summary>
[TestClass]
public sealed class SshServiceTests
{
    private const string CheckAgent = "/moby.sshforward.v1.SSH/CheckAgent";
    private const string ForwardAgent = "/moby.sshforward.v1.SSH/ForwardAgent";

    // Message types of the agent's protocol.
    private const byte RequestIdentities = 11;
    private const byte IdentitiesAnswer = 12;
    private const byte SignRequest = 13;
    private const byte SignResponse = 14;

    private static readonly byte[] Failure = [0, 0, 0, 1, 5];

    [TestMethod]
    public async Task Step_lists_keys_and_signs_with_a_private_key_file()
    {
        using var folder = new TemporaryFolder();
        using var service = new SshService(
            [new("github") { Path = SshKeys.Create(folder) }],
            Environment.GetEnvironmentVariable
        );

        await CheckAsync(service, "github");
        var key = KeyIn((await SendAsync(service, "github", Message(RequestIdentities))).Single());
        // The key, the data and the flags, each string with its length.
        byte[] request = [.. Text(key), .. Text([1, 2, 3]), 0, 0, 0, 0];
        var responses = await SendAsync(
            service,
            "github",
            [.. Message(RequestIdentities), .. Message(SignRequest, request)]
        );

        Assert.HasCount(2, responses);
        Assert.AreEqual(SignResponse, responses[1][4]);
    }

    [TestMethod]
    [DataRow(17, DisplayName = "add a key")]
    [DataRow(18, DisplayName = "remove a key")]
    [DataRow(19, DisplayName = "remove all keys")]
    [DataRow(22, DisplayName = "lock the agent")]
    [DataRow(27, DisplayName = "extension")]
    [DataRow(1, DisplayName = "first version of SSH")]
    public async Task Step_cannot_change_the_agent(int type)
    {
        using var folder = new TemporaryFolder();
        using var agent = await StartAsync(folder);
        using var service = new SshService([new()], name => name == "SSH_AUTH_SOCK" ? agent.Socket : null);

        var responses = await SendAsync(
            service,
            "default",
            [.. Message((byte)type, Text([1])), .. Message(RequestIdentities)]
        );

        CollectionAssert.AreEqual(Failure, responses[0]);
        Assert.IsNotEmpty(KeyIn(responses[1]));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("default")]
    public async Task Mount_without_an_id_uses_the_default_agent(string id)
    {
        using var folder = new TemporaryFolder();
        using var agent = await StartAsync(folder);
        using var service = new SshService([new() { Path = agent.Socket }], _ => null);

        await CheckAsync(service, id);

        Assert.IsNotEmpty(KeyIn((await SendAsync(service, id, Message(RequestIdentities))).Single()));
    }

    [TestMethod]
    public async Task Parts_of_requests_are_joined()
    {
        using var folder = new TemporaryFolder();
        using var agent = await StartAsync(folder);
        using var service = new SshService([new() { Path = agent.Socket }], _ => null);
        byte[] requests = [.. Message(RequestIdentities), .. Message(RequestIdentities), .. Message(RequestIdentities)];

        var responses = await SendAsync(service, "default", requests, partLength: 3);

        Assert.HasCount(3, responses);
        Assert.IsTrue(responses.TrueForAll(response => response[4] == IdentitiesAnswer));
    }

    [TestMethod]
    public async Task Unknown_agent_is_not_found()
    {
        using var service = new SshService([new("github")], _ => null);
        Func<Task>[] calls =
        [
            async () => await CheckAsync(service, "x"),
            async () => await SendAsync(service, "x", []),
        ];

        foreach (var call in calls)
        {
            var error = await Assert.ThrowsExactlyAsync<GrpcException>(call);
            Assert.AreEqual(GrpcStatus.NotFound, error.Status);
            Assert.AreEqual("unset ssh forward key x", error.Message);
        }
    }

    [TestMethod]
    public async Task Many_requests_of_one_message_are_answered_in_order()
    {
        const int Count = 20_000;
        using var folder = new TemporaryFolder();
        using var agent = await StartAsync(folder);
        using var service = new SshService([new() { Path = agent.Socket }], _ => null);
        byte[] requests = [.. Enumerable.Repeat(Message(type: 17), Count).SelectMany(request => request)];

        var responses = await SendAsync(service, "default", [.. requests, .. Message(RequestIdentities)]);

        Assert.HasCount(Count + 1, responses);
        Assert.IsTrue(responses.Take(Count).All(response => response.SequenceEqual(Failure)));
        Assert.AreEqual(IdentitiesAnswer, responses[Count][4]);
    }

    [TestMethod]
    [DataRow(0u)]
    [DataRow(256u * 1024 + 1)]
    [DataRow(uint.MaxValue)]
    public async Task Invalid_length_of_a_request_is_an_error(uint length)
    {
        using var folder = new TemporaryFolder();
        using var agent = await StartAsync(folder);
        using var service = new SshService([new() { Path = agent.Socket }], _ => null);
        byte[] head = [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];

        var error = await Assert.ThrowsExactlyAsync<GrpcException>(() => SendAsync(service, "default", head));

        Assert.AreEqual(GrpcStatus.InvalidArgument, error.Status);
    }

    [TestMethod]
    public async Task Agent_that_closes_the_connection_is_unavailable()
    {
        using var folder = new TemporaryFolder();
        var socket = Path.Combine(folder.Path, "agent");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(EndPointOf(socket));
        listener.Listen(1);
        var closing = Task.Run(async () =>
        {
            using var connection = await listener.AcceptAsync();
            _ = await connection.ReceiveAsync(new ArraySegment<byte>(new byte[5]), SocketFlags.None);
        });
        using var service = new SshService([new() { Path = socket }], _ => null);

        var error = await Assert.ThrowsExactlyAsync<GrpcException>(() =>
            SendAsync(service, "default", Message(RequestIdentities))
        );

        Assert.AreEqual(GrpcStatus.Unavailable, error.Status);
        await closing;
    }

    [TestMethod]
    public async Task Agent_without_a_listener_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var socket = folder.Write("agent", "");
        using var service = new SshService([new()], _ => socket);

        var error = await Assert.ThrowsExactlyAsync<BuildSshException>(() => CheckAsync(service, "default"));

        Assert.AreEqual(BuildSshProblem.AgentFailed, error.Problem);
        Assert.Contains(socket, error.Diagnostic().Message);
    }

    [TestMethod]
    public async Task Path_that_is_too_long_for_a_socket_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var socket = folder.Write(new string('a', 120), "");
        using var service = new SshService([new() { Path = socket }], _ => null);

        var error = await Assert.ThrowsExactlyAsync<BuildSshException>(() => CheckAsync(service, "default"));

        Assert.AreEqual(BuildSshProblem.AgentFailed, error.Problem);
        Assert.Contains("the path of the socket is too long", error.Reason);
    }

    private static Task<SshKeyAgent> StartAsync(TemporaryFolder folder) =>
        SshKeyAgent.StartAsync(
            new("key") { Path = SshKeys.Create(folder) },
            Environment.GetEnvironmentVariable,
            CancellationToken.None
        );

    private static async Task CheckAsync(SshService service, string id) =>
        Assert.IsEmpty(await RecordedCall.SendAsync(service, CheckAgent, new ProtobufWriter().Add(1, id)));

    // Sends requests to an agent, and returns its responses.
    private static async Task<List<byte[]>> SendAsync(
        SshService service,
        string id,
        byte[] requests,
        int partLength = int.MaxValue
    )
    {
        var content = new List<byte>();
        for (var start = 0; start < requests.Length; start += partLength)
        {
            var part = new ArraySegment<byte>(requests, start, Math.Min(partLength, requests.Length - start));
            content.AddRange(RecordedCall.Frame([.. new ProtobufWriter().Add(1, part).ToMessage()]));
            if (partLength == int.MaxValue)
                break;
        }

        using var recorded = new RecordedCall([.. content]);
        await service.Methods[ForwardAgent](
            new GrpcCall([new("buildkit.ssh.id", id)], recorded),
            CancellationToken.None
        );

        using var written = new RecordedCall(recorded.Written);
        var responses = new List<byte[]>();
        while (await written.Call.ReadAsync(CancellationToken.None) is { } message)
            responses.Add([.. ProtobufField.Read(message).Single().Bytes]);
        return responses;
    }

    private static byte[] Message(byte type, byte[]? content = null) => Text([type, .. content ?? []]);

    private static byte[] Text(byte[] content) =>
        [
            (byte)(content.Length >> 24),
            (byte)(content.Length >> 16),
            (byte)(content.Length >> 8),
            (byte)content.Length,
            .. content,
        ];

    // The first key in a list of keys: the message's length and type, the number of keys, and each key with its length.
    private static byte[] KeyIn(byte[] response)
    {
        Assert.AreEqual(IdentitiesAnswer, response[4]);
        Assert.AreEqual(1, response[8]);
        return [.. response.Skip(13).Take((response[11] << 8) | response[12])];
    }

    private static UnixDomainSocketEndPoint EndPointOf(string path) => new(path);
}
