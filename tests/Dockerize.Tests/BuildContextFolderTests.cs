using System.Text;

namespace Dockerize.Tests;

/// <summary>The folders of a build context that a BuildKit session offers.</summary>
[TestClass]
public sealed class BuildContextFolderTests : IDisposable
{
    private const string Text = "FROM x\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Dockerfile_inside_the_context_is_in_both_folders()
    {
        var dockerfile = folder.Write("context/build/App.Dockerfile", Text);
        folder.Write("context/a", "1");
        folder.Write("context/.dockerignore", "b\n");
        folder.Write("context/b", "2");

        var context = Read(dockerfile);

        Assert.AreEqual("App.Dockerfile", context.DockerfileName);
        Assert.IsNull(context.TransferDockerfileName);
        Assert.IsFalse(context.Folders.Any(candidate => candidate.IsComplete));
        Assert.AreEqual(".dockerignore=b\n|a=1|build/App.Dockerfile=FROM x\n", Show(context, "context"));
        Assert.AreEqual("App.Dockerfile=FROM x\n", Show(context, "dockerfile"));
    }

    [TestMethod]
    public void Excluded_Dockerfile_and_ignore_file_stay_in_the_context_for_the_engine()
    {
        var dockerfile = folder.Write("context/Dockerfile", Text);
        folder.Write("context/.dockerignore", "*\n");

        var context = Read(dockerfile);

        Assert.AreEqual(".dockerignore=*\n|Dockerfile=FROM x\n", Show(context, "context"));
        Assert.AreEqual("Dockerfile=FROM x\n", Show(context, "dockerfile"));
    }

    [TestMethod]
    public void Dockerfile_outside_the_context_is_only_in_its_own_folder()
    {
        var dockerfile = folder.Write("App.Dockerfile", Text);
        folder.Write("context/Dockerfile", "other");
        folder.Write("context/.dockerignore", "b\n");

        var context = Read(dockerfile);

        Assert.AreEqual("App.Dockerfile", context.DockerfileName);
        Assert.AreEqual(".dockerignore=b\n|Dockerfile=other", Show(context, "context"));
        Assert.AreEqual("App.Dockerfile=FROM x\n", Show(context, "dockerfile"));
    }

    [TestMethod]
    [DataRow("context/App.Dockerfile", ".dockerignore=a\n|App.Dockerfile=FROM x\n|a=1")]
    [DataRow("App.Dockerfile", ".dockerignore=a\n|a=1")]
    public void Own_ignore_file_is_next_to_the_Dockerfile_and_that_of_the_folder_is_a_file(string path, string expected)
    {
        var dockerfile = folder.Write(path, Text);
        folder.Write(path + ".dockerignore", "*.dockerignore\n!.dockerignore\n");
        folder.Write("context/.dockerignore", "a\n");
        folder.Write("context/a", "1");

        var context = Read(dockerfile);

        Assert.AreEqual(expected, Show(context, "context"));
        Assert.AreEqual(
            "App.Dockerfile=FROM x\n|App.Dockerfile.dockerignore=*.dockerignore\n!.dockerignore\n\n",
            Show(context, "dockerfile")
        );
    }

    [TestMethod]
    public void Empty_own_ignore_file_is_not_empty_for_the_engine()
    {
        var dockerfile = folder.Write("context/Dockerfile", Text);
        folder.Write("context/Dockerfile.dockerignore", "");

        Assert.AreEqual("Dockerfile=FROM x\n|Dockerfile.dockerignore=\n", Show(Read(dockerfile), "dockerfile"));
    }

    [TestMethod]
    public void Files_that_a_composed_context_adds_are_exceptions_of_the_ignore_file()
    {
        ContextFile[] files =
        [
            new(folder.Write("ignore", "*\n!a"), DockerIgnore.FileName),
            new(folder.Write("a", "1"), "a"),
            new(folder.Write("b", "2"), "added/b"),
        ];

        var context = BuildContext.Create(Text, files);

        Assert.AreEqual("Dockerfile", context.DockerfileName);
        Assert.AreEqual(".dockerignore=*\n!a|a=1|added/b=2", Show(context, "context"));
        Assert.AreEqual("Dockerfile=FROM x\n|Dockerfile.dockerignore=*\n!a\n!added/b\n", Show(context, "dockerfile"));
    }

    [TestMethod]
    public void Context_of_a_generated_Dockerfile_is_complete_and_has_a_transfer_build()
    {
        ContextFile[] files = [new(folder.Write("a", "1"), "app/a", "app"), ContextFile.EmptyFolder("empty/", "app")];

        var context = BuildContext.Create(Text, files, folder.Write("obj/Dockerfile", Text));

        Assert.AreEqual("Dockerfile", context.DockerfileName);
        Assert.AreEqual(".dockerize.transfer", context.TransferDockerfileName);
        Assert.AreEqual("app/a=1|empty/=", Show(context, "context"));
        Assert.AreEqual(
            ".dockerize.transfer=FROM scratch\nCOPY .dockerize.transfer /\n|Dockerfile=FROM x\n",
            Show(context, "dockerfile")
        );
        Assert.IsTrue(context.Folders.Single(candidate => candidate.Name == "context").IsComplete);
    }

    [TestMethod]
    public void Content_without_a_file_is_read_in_blocks_of_the_buffer()
    {
        var content = Enumerable.Range(0, 250).Select(index => (byte)index).ToArray();

        var blocks = ArchiveEntry.FromBytes("a", content).Blocks(new byte[100]).ToList();

        CollectionAssert.AreEqual(new[] { 100, 100, 50 }, blocks.ConvertAll(block => block.Count));
        CollectionAssert.AreEqual(content, blocks.SelectMany(block => block).ToArray());
    }

    private static string Show(BuildContext context, string name) =>
        string.Join(
            "|",
            context
                .Folders.Single(candidate => candidate.Name == name)
                .Entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)
                .Select(entry => $"{entry.Path}={Content(entry)}")
        );

    private static string Content(ArchiveEntry entry) =>
        string.Concat(
            entry
                .Blocks(new byte[1024])
                .Select(block => Encoding.UTF8.GetString(block.Array!, block.Offset, block.Count))
        );

    private BuildContext Read(string dockerfile) =>
        BuildContext.Create(Text, ContextReader.Read(Path.Combine(folder.Path, "context"), dockerfile), dockerfile);
}
