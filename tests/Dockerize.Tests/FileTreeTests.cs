#if NET // .NET Framework has no API for links and always follows them.
namespace Dockerize.Tests;

/// <summary>Circular links do not multiply the files of an image.</summary>
[TestClass]
public sealed class FileTreeTests
{
    [TestMethod]
    public void Links_are_followed_except_circular_links()
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        folder.Write("packages/a/a.js", "");
        folder.Write("packages/b/b.js", "");
        outside.Write("c.js", "");
        foreach (
            var (link, target) in new[]
            {
                ("loop", "."),
                ("again", "."),
                ("packages/a/up", "../.."),
                ("packages/a/b", "../b"),
                ("packages/b/a", "../a"),
                ("c", outside.Path),
                ("packages/a/through", "../../loop/packages/a"),
            }
        )
            Directory.CreateSymbolicLink(Path.Combine(folder.Path, link), target);
        Directory.CreateSymbolicLink(Path.Combine(outside.Path, "back"), folder.Path);

        const string All = "c/c.js packages/a/a.js packages/a/b/b.js packages/b/a/a.js packages/b/b.js";
        Assert.AreEqual(All, string.Join(' ', new FileTree(folder.Path).Files().Select(file => file.Path)));
        Assert.AreEqual(All, string.Join(' ', FileCopy.Create(Item(folder)).Select(file => file.Path)));
        folder.Write("Shop.dll", "");
        Assert.AreEqual(
            "Shop.dll " + All,
            string.Join(' ', PublishDirectory.Read(folder.Path, "Shop", [], _ => false).Files.Select(file => file.Path))
        );
    }

    [TestMethod]
    public void Canceled_file_operations_stop_and_leave_no_files()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Shop.dll", "");
        folder.Write("below/file", "");
        using var cancellation = new CancellationTokenSource();
        var token = cancellation.Token;
        using (var walk = new FileTree(folder.Path, token).Files().GetEnumerator())
        {
            Assert.IsTrue(walk.MoveNext());
            cancellation.Cancel();
            Assert.ThrowsExactly<OperationCanceledException>(() => walk.MoveNext() && walk.MoveNext());
        }

        using var saved = new TemporaryFolder();
        using var image = new ImageBuilder("scratch", baseDirectory: folder.Path);
        var context = BuildContext.Create(
            "FROM x\n",
            [
                new ContextFile(Path.Combine(folder.Path, "below", "file"), "x"),
                new ContextFile(folder.Write("big", "content"), "y"),
            ],
            cancellationToken: CancellationToken.None
        );
        foreach (
            var walk in new Action[]
            {
                () =>
                    ContextReader.Read(folder.Path, Path.Combine(folder.Path, "Dockerfile"), cancellationToken: token),
                () => PublishDirectory.Read(folder.Path, "Shop", [], _ => false, token),
                () => FileCopy.Create(Item(folder), token),
                () => image.Copy("below", "/x/", token),
                () => image.Copy("big", "/x", token),
                () => context.Save(Path.Combine(saved.Path, "context"), Path.Combine(saved.Path, "record"), token),
                () => context.Save(Path.Combine(saved.Path, "context.tar"), Path.Combine(saved.Path, "record"), token),
            }
        )
            Assert.ThrowsExactly<OperationCanceledException>(walk);
        Assert.IsEmpty(Directory.GetFileSystemEntries(saved.Path), "a part of a context is left");
    }

    [TestMethod]
    public void Copied_file_behind_a_link_must_be_below_the_root()
    {
        using var folder = new TemporaryFolder();
        folder.Write("real/repository/conf/a", "1");
        folder.Write("real/outside", "2");
        var link = Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), "real").FullName;
        var item = Item(folder) with
        {
            Source = Path.Combine(link, "repository", "conf", "a"),
            Root = Path.Combine(folder.Path, "real", "repository"),
        };

        Assert.AreEqual("a", FileCopy.Create(item).Single().Path);
        Assert.AreEqual(
            "DKZ1018",
            Assert
                .Throws<Exception>(() => FileCopy.Create(item with { Source = Path.Combine(link, "outside") }))
                .Diagnostic()
                .Code
        );
    }

    private static CopyItem Item(TemporaryFolder folder) =>
        new()
        {
            Source = folder.Path,
            Root = Path.GetDirectoryName(folder.Path)!,
            Destination = "/x/",
            WorkingDirectory = "/app",
        };
}
#endif
