using Dockerize.Builds.Protobuf;
using Dockerize.Builds.Sessions.Grpc;

namespace Dockerize.Tests;

/// <summary>Credentials that are found during a build are hidden in its messages.</summary>
[TestClass]
public sealed class HiddenCredentialTests
{
    [TestMethod]
    public void Secrets_that_are_found_during_the_build_are_hidden()
    {
        var (lines, secrets) = (new Lines(), new RegistrySecrets());
        var build = new BuildKitMessageReader("/Dockerfile", lines, () => secrets);

        build.Report(Cached("a", "hunter2 1"));
        secrets = new() { Lines = ["hunter2"] };
        build.Report(Cached("b", "hunter2 2"));

        CollectionAssert.AreEqual(
            new[] { "hunter2 1", "… 2" },
            lines.OfType<StatusMessage>().Select(line => line.Text).ToArray()
        );

        static EngineMessage Cached(string digest, string name)
        {
            byte[] vertex = [.. new ProtobufWriter().Add(1, digest).Add(3, name).ToMessage(), 0x20, 1];
            return new()
            {
                Id = "moby.buildkit.trace",
                Aux = Convert.ToBase64String([
                    .. new ProtobufWriter().Add(1, new ArraySegment<byte>(vertex)).ToMessage(),
                ]),
            };
        }
    }

    private sealed class Lines : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => Add(value);
    }
}
