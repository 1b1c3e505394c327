namespace Dockerize.Build.Tests;

/// <summary>Names of images in the lines of a build of several projects.</summary>
[TestClass]
public sealed class NamedProgressTests
{
    private static readonly BuildStep Step = new("", 1, 2, "RUN make");

    [TestMethod]
    public void Each_line_of_a_build_begins_with_the_name_of_the_image()
    {
        ProgressMessage[] messages =
        [
            new StepStarted(Step, isCached: false),
            new StepRunning(Step.ToString(), TimeSpan.FromSeconds(5), Step),
            new StepRunning("naming to r.io/team/shop:1", TimeSpan.FromSeconds(5)),
            new OutputLine("compiling", Step),
            new TransferProgress(TransferKind.Sent, 5_000_000, 0, 1_000_000),
            new LayerStatus(ProgressImportance.High, "COPY app/ /", "Pushed"),
            new StatusMessage(ProgressImportance.High, "Sending 3 files"),
        ];

        var lines = Show(messages);

        Assert.HasCount(messages.Length, lines);
        foreach (var (line, message) in lines.Zip(messages))
            Assert.AreEqual((message.Importance, "shop " + message.Text), (line.Importance, line.Text));
    }

    [TestMethod]
    public void Line_with_the_full_name_of_the_image_does_not_change() =>
        Assert.AreEqual(
            "Pushing r.io/team/shop:1",
            Show(new StatusMessage(ProgressImportance.High, "Pushing r.io/team/shop:1")).Single().Text
        );

    private static List<ProgressMessage> Show(params ProgressMessage[] messages)
    {
        var lines = new Lines();
        var progress = new NamedProgress(lines, [ImageReference.Parse("r.io/team/shop:1")]);
        foreach (var message in messages)
            progress.Report(message);
        return lines;
    }

    private sealed class Lines : List<ProgressMessage>, IProgress<ProgressMessage>
    {
        public void Report(ProgressMessage value) => Add(value);
    }
}
