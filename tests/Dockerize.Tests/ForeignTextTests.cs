namespace Dockerize.Tests;

/// <summary>Malicious texts of engines, registries and commands.</summary>
[TestClass]
public sealed class ForeignTextTests
{
    private const string Hostile =
        "\u001b]0;owned\u0007\b\u009b31m\u0085\u202Ex\r\n::error::evil\n"
        + "  ##vso[task.complete]\n##teamcity[x]\u2028##[error]";

    private static readonly ImageReference Image = ImageReference.Parse("r.io/team/shop:1");
    private static readonly Dockerfile Dockerfile = Dockerfile.Parse("FROM x\nRUN make\n");

    [TestMethod]
    public void Progress_message_is_one_line_without_control_characters_or_CI_commands()
    {
        var step = new BuildStep(Hostile, 1, 2, "RUN " + Hostile);
        ProgressMessage[] messages =
        [
            new StepStarted(step, isCached: false),
            new OutputLine(Hostile),
            new OutputLine("::error::evil"),
            new OutputLine("##VSO[task.complete]"),
            new OutputLine("#\u001b[0m#vso[task.complete]"),
            new OutputLine(Hostile, step, isLabeled: true),
            new TransferProgress(TransferKind.Pulled, Hostile, 1, 2),
            new StepRunning(Hostile, TimeSpan.Zero),
            new LayerStatus(ProgressImportance.High, Hostile, Hostile, 1),
            new StatusMessage(ProgressImportance.High, Hostile),
            new StatusMessage(ProgressImportance.High, "::add-mask::x"),
            new WarningMessage(new BuildWarning(null, 0, Hostile, "")),
        ];

        foreach (var message in messages)
            AssertHarmless(message.Text);
    }

    [TestMethod]
    public void Exception_message_has_no_foreign_control_characters_or_CI_commands()
    {
        AssertHarmless(new DockerizeException(Hostile).Message);
        AssertHarmless(ImagePushException.Refused(Image, Hostile, null).Message);
        AssertHarmless(new FileUnwritableException("/" + Hostile, Hostile).Message);
        AssertHarmless(
            BuilderErrors.FromError(Dockerfile, new() { DockerfilePath = "/Dockerfile" }, Hostile, 2, [Hostile]).Message
        );
    }

    [TestMethod]
    [DataRow("é中🐳👩‍👩‍👧 a\tb C# ## x[0] a::b", "é中🐳👩‍👩‍👧 a\tb C# ## x[0] a::b")]
    [DataRow("\u001b[1;31merror\u001b[0m: x", "error: x")]
    [DataRow("a\u001b]0;owned\u0007\u009b", @"a\x1b]0;owned\x07\x9b")]
    [DataRow("a\u202Eb\u2066c\u200Fd\uFEFF", @"a\u202eb\u2066c\u200fd\ufeff")]
    [DataRow("a\r\nb\nc\rd\u0085e\u2028f", "a b c d e f")]
    [DataRow("  ::error::x", @"  \x3a:error::x")]
    [DataRow("a ##vso[x] ##Teamcity[y] ###[z]", @"a \x23#vso[x] \x23#Teamcity[y] #\x23#[z]")]
    public void Plain_text_is_unchanged_and_colors_are_removed(string text, string expected) =>
        Assert.AreEqual(expected, new StatusMessage(ProgressImportance.High, text).Text);

    // A regular expression with quadratic run time needs minutes for these texts.
    [TestMethod]
    [Timeout(120_000)]
    [DataRow("", "a")]
    [DataRow("", "?:")]
    [DataRow("", "a://")]
    [DataRow("", "a://x?y:z@")]
    [DataRow("https://r.io/x", "?:")]
    [DataRow("http://", "a@")]
    [DataRow("[Warning] One or more build", " ")]
    [DataRow("", "[Warning] One or more build ")]
    [DataRow("", "\u001b[0;0")]
    [DataRow("", "\u001b[")]
    [DataRow("[1/2] FROM ", " ")]
    [DataRow("[linux/amd64 ", "a/ ")]
    [DataRow("[", " ")]
    [DataRow("[", "a/")]
    [DataRow("", "failed to solve: ")]
    [DataRow("", "failed to calculate checksum of ref ")]
    [DataRow("", "the target \"")]
    [DataRow("", "target stage ")]
    [DataRow("", "network mode ")]
    [DataRow("", "the Dockerfile (")]
    [DataRow("", "dockerfile parse error line 1")]
    [DataRow("dockerfile parse error line ", "1")]
    [DataRow("", "exit code: 1")]
    [DataRow("", "r.io/team/shop")]
    [DataRow("", "sha256:")]
    [DataRow("", "failed to x")]
    [DataRow("", "\n")]
    [DataRow("", "1.")]
    [DataRow("", "-")]
    [DataRow("", "##")]
    [DataRow("::", "::")]
    public void Long_text_is_processed_in_linear_time(string start, string unit)
    {
        var text = start + string.Concat(Enumerable.Repeat(unit, 400_000 / unit.Length)) + "!";

        _ = new RegistrySecrets(new RegistryCredentials("ada", "geheim", "config.json")).Hide(text);
        var push = ImagePushException.Refused(Image, text, null);
        _ = (push.Refusal, push.IsTransient, push.Message);
        _ = BuilderErrors.HideSecrets(text, new RegistrySecrets());
        _ = BuilderErrors.IsVanishedImageError(text);
        _ = BuilderErrors.IsCancellation(text);
        var options = new BuildOptions
        {
            DockerfilePath = "/Dockerfile",
            Target = "zz",
            Network = "mine",
        };
        _ = BuilderErrors.FromError(Dockerfile, options, text, 2, [text]).Message;
        _ = StepName.Read(text)?.ToString();
        _ = new WarningMessage(new BuildWarning(null, 0, text, text)).Text;
        _ = new OutputLine(text).Text;
        var classic = new ClassicBuildCleanup(new ClassicMessageReader("/Dockerfile", new Ignored()));
        classic.Report(new EngineMessage { Stream = text });
        classic.Report(new EngineMessage { Stream = text + "\n" });
        classic.Report(new EngineMessage { Status = text });
        classic.Report(new EngineMessage { Status = text, Id = text });
        classic.Report(new EngineMessage { Error = text });
        _ = EngineVersion.TryParse(text, out _);
        _ = Digest.TryParse(text, out _);
        _ = ImageReference.TryParse(text, out _);
    }

    [TestMethod]
    [DataRow("Step 99999999999999999999/3 : x")]
    [DataRow("Step 3/99999999999999999999 : x")]
    [DataRow("Step 9/9 : x")]
    [DataRow("Step 3/3 : x")]
    [DataRow("Step 3/3 : x\n ---> Running in bbbbbbbbbbbb")]
    public void Command_output_that_imitates_a_build_step_does_not_change_the_step(string output)
    {
        var build = new ClassicMessageReader("/Dockerfile", new Ignored());
        foreach (
            var line in (string[])
                [
                    "Step 1/3 : FROM x\n",
                    " ---> 0123456789ab\n",
                    "Step 2/3 : RUN x\n",
                    " ---> Running in aaaaaaaaaaaa\n",
                    "Removing intermediate container aaaaaaaaaaaa\n",
                    .. output.Split('\n').Select(line => line + "\n"),
                    "Removing intermediate container aaaaaaaaaaaa\n",
                ]
        )
            build.Report(new EngineMessage { Stream = line });

        Assert.AreEqual(2, build.Step);
        build.Report(new EngineMessage { Stream = "Step 3/3 : RUN y\n" });
        Assert.AreEqual(3, build.Step);
    }

    [TestMethod]
    [DataRow("[99999999999999999999/3] RUN x")]
    [DataRow("[1/99999999999999999999] RUN x")]
    public void Step_number_that_is_too_large_is_not_a_BuildKit_step(string name) => Assert.IsNull(StepName.Read(name));

    [TestMethod]
    public void Line_number_that_is_too_large_is_ignored()
    {
        var error = BuilderErrors.FromRefusal(
            Dockerfile,
            new() { DockerfilePath = "/Dockerfile" },
            "dockerfile parse error line 99999999999999999999: unknown instruction: X"
        );

        Assert.AreEqual(ImageBuildFailure.InvalidDockerfile, error!.Failure);
        Assert.AreEqual(0, error.Line);
    }

    [TestMethod]
    public void Large_byte_counts_are_added_without_overflow()
    {
        var transfer = new TransferReader(new Ignored(), new RegistrySecrets());
        foreach (var layer in new[] { "aaa", "bbb" })
        {
            var count = new EngineMessage.TransferCount(long.MaxValue, long.MaxValue);
            transfer.Report(
                new()
                {
                    Id = layer,
                    Status = "Pushing",
                    Progress = count,
                }
            );
            transfer.Report(new() { Id = layer, Status = "Pushed" });
        }

        StringAssert.StartsWith(transfer.Summary, ": 2 of 2 layers", StringComparison.Ordinal);
    }

    private static void AssertHarmless(string text)
    {
        Assert.DoesNotMatchRegex(@"[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069-[\t]]", text);
        Assert.DoesNotMatchRegex(@"\A\s*::|(?i)##(?:vso|teamcity)?\[", text);
    }

    private sealed class Ignored : IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => _ = value.Text;
    }
}
