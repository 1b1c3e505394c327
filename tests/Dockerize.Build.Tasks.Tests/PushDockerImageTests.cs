using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Newtonsoft.Json.Linq;
using static Dockerize.Build.Tasks.Tests.EngineAnswers;
using Task = System.Threading.Tasks.Task;

namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// PushDockerImage pushes every tag of the built image, and fails if one of the pushes fails. No log event contains a
/// secret.
/// </summary>
[TestClass]
public sealed class PushDockerImageTests
{
    private const string Repository = "r.io/greeter";

    [TestMethod]
    public void Pushed_tags_have_their_digest()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes(Repository);
        using var project = Project(engine).Set("DockerTags", "1 latest");

        var task = project.Push(project.Build().Success().Task.Images).Success().Task;

        Assert.AreEqual(PushedDigest, task.FirstDigest);
        Assert.AreEqual(
            $"{Repository}:1 {BuiltId} {PushedDigest} true|{Repository}:latest {BuiltId} {PushedDigest} true",
            string.Join(
                '|',
                task.PushedImages.Select(image =>
                    $"{image.ItemSpec} {image.GetMetadata("ImageId")} {image.GetMetadata("Digest")} "
                    + $"{image.GetMetadata("Pushed")}"
                )
            )
        );
        Assert.AreEqual($"{Repository}:1 {Repository}:latest", string.Join(' ', RecordedDigests(project)));
    }

    [TestMethod]
    public void Push_shows_its_result_by_default_and_its_layers_at_normal_verbosity()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        using var project = Project(engine);

        var result = project.Push(Image("latest")).Success();

        var shown = result.Information.ToList();
        Assert.AreEqual($"Pushing {Repository}:latest", shown[0]);
        Assert.StartsWith($"Pushed {Repository}:latest: 1 of 1 layers", shown[1]);
        Assert.Contains("  0123456789ab: Pushed, 512 B", result.Messages(MessageImportance.Normal));
        Assert.Contains(
            line => line.StartsWith("The push refers to", StringComparison.Ordinal),
            result.Messages(MessageImportance.Low)
        );
    }

    [TestMethod]
    public void Layer_lines_begin_with_the_image_name_if_several_projects_are_published()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        using var project = Project(engine).Set("_DockerIsOneOfSeveral", "true");

        var result = project.Push(Image("latest")).Success();

        Assert.AreEqual($"Pushing {Repository}:latest", result.Information.First());
        Assert.Contains("greeter   0123456789ab: Pushed, 512 B", result.Messages(MessageImportance.Normal));
    }

    [TestMethod]
    public void Interrupted_push_is_an_error()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        engine.Answer($"POST /images/{Repository}/push", """{"status":"Preparing","id":"0123456789ab"}""", cut: true);
        using var project = Project(engine);

        var result = project.Push(Image("latest"));

        result.Error("DKZ2003");
        Assert.AreEqual("", result.Task.FirstDigest);
        Assert.AreEqual("false", result.Task.PushedImages.Single().GetMetadata("Pushed"));
    }

    [TestMethod]
    public void Partial_push_reports_the_pushed_tags_and_the_failed_tags()
    {
        using var engine = new FaultyEngine().HasBase().Builds().Pushes(Repository);
        engine.Answer(
            $"POST /images/{Repository}/push?tag=fixed",
            """{"error":"denied: this tag may not be written"}"""
        );
        using var project = Project(engine).Set("DockerTags", "1 fixed latest");

        var result = project.Push(project.Build().Success().Task.Images);

        Assert.IsFalse(result.Succeeded);
        Assert.AreEqual("DKZ3002 DKZ3006", string.Join(' ', result.Engine.Errors.Select(error => error.Code)));
        Assert.Contains($"{Repository}:fixed", result.Engine.Errors[0].Message!);
        Assert.Contains("this tag may not be written", result.Engine.Errors[0].Message!);
        Assert.Contains("1 of 3 tags", result.Engine.Errors[1].Message!);
        Assert.Contains($"\n  {Repository}:fixed: not pushed\n", result.Engine.Errors[1].Message!);
        Assert.Contains($"\n  {Repository}:latest: pushed\n", result.Engine.Errors[1].Message!);
        Assert.AreEqual(
            "true false true",
            string.Join(' ', result.Task.PushedImages.Select(image => image.GetMetadata("Pushed")))
        );
        Assert.AreEqual($"{Repository}:1 {Repository}:latest", string.Join(' ', RecordedDigests(project)));
    }

    [TestMethod]
    public void Tag_that_was_moved_to_another_image_is_not_pushed()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        engine.On(
            $"GET /images/{Repository}:latest",
            exchange => exchange.AnswerAsync("200 OK", $$"""{"Id":"{{BaseId}}"}""")
        );
        using var project = Project(engine);

        Assert.Contains($"{Repository}:latest", project.Push(Image("latest")).Error("DKZ3007"));

        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    public void Image_name_that_the_project_adds_without_an_image_id_is_pushed()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        using var project = Project(engine);

        Assert.AreEqual(PushedDigest, project.Push(new TaskItem($"{Repository}:added")).Success().Task.FirstDigest);
    }

    [TestMethod]
    public void Added_invalid_image_name_is_an_error_before_any_push()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        using var project = Project(engine);

        Assert.Contains("@(GeneratedDockerImage)", project.Push(Image("latest"), new TaskItem("No")).Error("DKZ1003"));
        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    public void Added_image_name_with_a_digest_is_an_error_before_any_push()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        using var project = Project(engine);
        var added = new TaskItem($"{Repository}@{PushedDigest}");

        Assert.Contains($"{Repository}@{PushedDigest}", project.Push(Image("latest"), added).Error("DKZ1047"));

        Assert.AreEqual(0, engine.Count("POST"));
    }

    [TestMethod]
    public void Push_without_image_names_sends_no_engine_request()
    {
        using var engine = new FaultyEngine();
        using var project = Project(engine);

        Assert.AreEqual("", project.Push().Success().Task.FirstDigest);

        Assert.IsEmpty(engine.Requests);
    }

    [TestMethod]
    [DataRow("0", 1)]
    [DataRow("1", 2)]
    public void Push_retries_follow_DockerPushRetries(string retries, int pushes)
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        engine.Answer(
            $"POST /images/{Repository}/push",
            """{"error":"received unexpected HTTP status: 503 Service Unavailable"}"""
        );
        using var project = Project(engine).Set("DockerPushRetries", retries);

        project.Push(Image("latest")).Error("DKZ3002");

        Assert.AreEqual(pushes, engine.Count("POST /images"));
    }

    [TestMethod]
    [DataRow(TestEnvironment.PasswordRegistry, "the password from DOCKER_AUTH_CONFIG")]
    [DataRow(TestEnvironment.TokenRegistry, "the token from DOCKER_AUTH_CONFIG")]
    public void Failed_push_logs_no_secret(string registry, string source)
    {
        var repository = registry + "/greeter";
        var secret = UserHome.Secret.Replace("ü", "\\u00fc", StringComparison.Ordinal);
        var sent = "";
        using var engine = new FaultyEngine().Pushes(repository);
        engine.On(
            $"POST /images/{repository}/push",
            async exchange =>
            {
                sent = exchange.Head;
                await exchange.AnswerAsync(
                    "200 OK",
                    $$"""
                    {"status":"Retrying with {{secret}}","id":"0123456789ab"}
                    {"status":"{{secret}}"}
                    {"error":"received unexpected HTTP status: 503 Service Unavailable, ada:{{secret}}"}

                    """
                );
            }
        );
        using var project = Project(engine).Set("DockerPushRetries", "1");

        var result = project.Push(new TaskItem($"{repository}:latest"));

        result.Error("DKZ3002");
        Assert.Contains("X-Registry-Auth: ", sent);
        Assert.Contains(line => line.Contains("(1 of 1)", StringComparison.Ordinal), result.Information);
        Assert.Contains(
            line => line.Contains(source, StringComparison.Ordinal),
            result.Messages(MessageImportance.Low)
        );
        foreach (
            var message in result
                .Engine.Messages.Select(message => message.Message)
                .Concat(result.Engine.Errors.Select(error => error.Message))
        )
            UserHome.AssertSecretFree(message!);
    }

    [TestMethod]
    public void Credentials_of_another_registry_are_not_sent_and_the_error_lists_the_sources()
    {
        var sent = "";
        using var engine = new FaultyEngine().Pushes(Repository);
        engine.On(
            $"POST /images/{Repository}/push",
            exchange =>
            {
                sent = exchange.Head;
                return exchange.AnswerAsync("200 OK", """{"error":"unauthorized: authentication required"}""");
            }
        );
        using var project = Project(engine);

        var error = project.Push(Image("latest")).Error("DKZ3002");

        var header = sent.Split('\n')
            .Single(line => line.StartsWith("X-Registry-Auth: ", StringComparison.Ordinal))[
                "X-Registry-Auth: ".Length..
            ]
            .Trim();
        var credentials = Encoding.UTF8.GetString(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/')));
        Assert.DoesNotContain("ada", credentials);
        UserHome.AssertSecretFree(credentials);
        UserHome.AssertSecretFree(error);
        Assert.Contains("DOCKERIZE_REGISTRY_USERNAME", error);
        Assert.Contains("other.example.com", error);
        Assert.Contains("DOCKER_AUTH_CONFIG", error);
        Assert.Contains("config.json", error);
        Assert.Contains("docker login r.io", error);
    }

    [TestMethod]
    public async Task Canceled_push_logs_no_error()
    {
        using var engine = new FaultyEngine().Pushes(Repository);
        using var project = Project(engine);
        using var task = new PushDockerImage { Images = [Image("latest")] };
        engine.On(
            $"POST /images/{Repository}/push",
            async exchange =>
            {
                await exchange.BeginAsync();
                task.Cancel();
                await exchange.WaitForClientAsync();
            }
        );

        var result = await Task.Run(() => project.Run(task)).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.IsFalse(result.Succeeded);
        Assert.IsEmpty(result.Engine.Errors);
        Assert.Contains("PushDockerImage was canceled.", result.Information);
    }

    private static TestProject Project(FaultyEngine engine) =>
        new TestProject().Use(engine).Set("DockerRegistry", "r.io").Set("DockerPush", "true");

    private static TaskItem Image(string tag) =>
        new($"{Repository}:{tag}", new Dictionary<string, string> { ["ImageId"] = BuiltId, ["Pushed"] = "false" });

    private static IEnumerable<string> RecordedDigests(TestProject project) =>
        ((JObject)JObject.Parse(File.ReadAllText(project.PathOf("obj/Release/net10.0/docker/image.json")))["digests"]!)
            .Properties()
            .Select(digest => digest.Name);
}
