namespace Dockerize.Tests;

/// <summary>The cleanup after a canceled build with the classic builder.</summary>
[TestClass]
public sealed class ClassicBuildCleanupTests
{
    [TestMethod]
    public async Task Canceled_classic_build_removes_only_images_of_its_own_steps()
    {
        using var faulty = new FaultyEngine();
        faulty.Answer("GET /containers/json", "[]");
        faulty.Answer("GET /images/json", "[]");
        foreach (var image in new[] { "aaaaaaaaaaaa", "bbbbbbbbbbbb", "bcbcbcbcbcbc", "eeeeeeeeeeee" })
        {
            faulty.Answer($"GET /images/{image}/json", $$"""{"Id":"sha256:{{image}}"}""");
            faulty.Answer($"DELETE /images/{image}", "[]");
        }

        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        var build = new ClassicBuildCleanup(new ClassicMessageReader("/Dockerfile", null));
        foreach (
            var said in new[]
            {
                "Step 1/4 : FROM x",
                "\n",
                " ---> aaaaaaaaaaaa\n",
                "Step 2/4 : RUN y",
                "\n",
                " ---> Running in cccccccccccc\n",
                "Removing intermediate container cccccccccccc\n",
                " ---> bbbbbbbbbbbb\n",
                "Step 3/4 : RUN imitate",
                "\n",
                " ---> Running in abababababab\n",
                "Removing intermediate container abababababab\n",
                " ---> eeeeeeeeeeee\n",
                "Step 4/4 : FROM x\n",
                " ---> eeeeeeeeeeee\n",
                "Removing intermediate container abababababab\n",
                " ---> bcbcbcbcbcbc\n",
                "Step 4/4 : RUN docker build",
                "\n",
                " ---> Running in dddddddddddd\n",
                "Step 1/1 : ENV A=1\n ---> eeeeeeeeeeee\n",
                "Removing intermediate container ffffffffffff\n",
                " ---> eeeeeeeeeeee\n",
            }
        )
            build.Report(new EngineMessage { Stream = said });

        await build.RemoveAsync(engine.Api);

        Assert.AreEqual(
            "DELETE /images/bcbcbcbcbcbc|DELETE /images/bbbbbbbbbbbb",
            string.Join(
                '|',
                faulty
                    .Requests.Where(request => request.StartsWith("DELETE", StringComparison.Ordinal))
                    .Select(request => request.Split('?')[0])
            )
        );
    }
}
