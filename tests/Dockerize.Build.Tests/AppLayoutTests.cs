namespace Dockerize.Build.Tests;

[TestClass]
public sealed class AppLayoutTests
{
    private static readonly ImagePlatform Linux = new("linux", "amd64", IsMusl: false);

    [TestMethod]
    public void Every_published_file_is_in_exactly_one_layer_at_its_path_in_the_image()
    {
        using var folder = new TemporaryFolder();
        var app = App(
            folder,
            ("libcoreclr.so", Layer.Runtime),
            ("Dapper.dll", Layer.Packages),
            ("wwwroot/site.css", Layer.Assets),
            ("Pricing.dll", Layer.Projects),
            ("Shop.dll", Layer.App)
        );

        Assert.AreEqual(
            "app/app/Shop.dll assets/app/wwwroot/site.css packages/app/Dapper.dll "
                + "projects/app/Pricing.dll runtime/app/libcoreclr.so",
            Paths(Layout(app))
        );
        Assert.AreEqual(
            "app/Shop.dll assets/wwwroot/site.css packages/Dapper.dll projects/Pricing.dll runtime/libcoreclr.so",
            Paths(Layout(app, "/"))
        );
        StringAssert.StartsWith(
            Paths(Layout(app, "/srv/my app")),
            "app/srv/my app/Shop.dll ",
            StringComparison.Ordinal
        );
    }

    [TestMethod]
    public void Files_that_only_other_platforms_load_are_left_out_of_every_layer()
    {
        using var folder = new TemporaryFolder();
        var app = App(
            folder,
            ("runtimes/win-x64/native/a.dll", Layer.Packages),
            ("runtimes/linux-x64/native/a.so", Layer.Packages),
            ("runtimes/win-x64/native/b.dll", Layer.Projects),
            ("runtimes/linux-x64/native/b.so", Layer.Projects),
            ("runtimes/osx-x64/native/c.dylib", Layer.App),
            ("runtimes/python/c.py", Layer.App)
        );

        Assert.AreEqual(
            "app/app/runtimes/python/c.py packages/app/runtimes/linux-x64/native/a.so "
                + "projects/app/runtimes/linux-x64/native/b.so",
            Paths(Layout(app))
        );
        Assert.HasCount(6, AppLayout.Create(app, new ImageAdditions(), new("/app")).Files);
    }

#if NET // .NET Framework cannot read links: a link is read as its target.
    [TestMethod]
    public void Link_between_published_files_stays_a_link_and_other_links_become_files()
    {
        using var folder = new TemporaryFolder();
        using var cache = new TemporaryFolder();
        var app = App(folder, ("Shop", Layer.App), ("native/libfoo.so.1", Layer.Packages));
        var copy = new FileCopy(Link("native/moved.so", "libfoo.so.1"), "/opt/", "moved.so");
        var published = new[]
        {
            Link("native/libfoo.so", "./libfoo.so.1"),
            Link("libfoo.so", "native/libfoo.so"),
            Link("out.dll", cache.Write("a.dll", "a")),
            Link("up.dll", "../" + Path.GetFileName(cache.Path) + "/a.dll"),
        }.Select(source => new PublishedFile(source, Path.GetRelativePath(folder.Path, source), Layer.App));
        var layout = AppLayout.Create(
            app with
            {
                Files = [.. app.Files, .. published],
            },
            new ImageAdditions { Copies = [copy] },
            new("/app") { Platform = Linux }
        );

        Assert.AreEqual(
            "app/app/Shop app/app/libfoo.so>native/libfoo.so app/app/native/libfoo.so>libfoo.so.1 app/app/out.dll "
                + "app/app/up.dll copy-1/moved.so packages/app/native/libfoo.so.1",
            string.Join(
                ' ',
                layout.Files.Select(file => file.Path + (file.LinkTarget is { } target ? ">" + target : ""))
            )
        );

        string Link(string path, string target)
        {
            var full = Path.Combine(folder.Path, path);
            File.CreateSymbolicLink(full, target);
            return full;
        }
    }
#endif

    private static PublishedApp App(TemporaryFolder folder, params (string Path, Layer Layer)[] files) =>
        new()
        {
            AssemblyName = "Shop",
            FrameworkVersion = "10.0",
            Files =
            [
                .. files.Select(file => new PublishedFile(folder.Write(file.Path, file.Path), file.Path, file.Layer)),
            ],
        };

    [TestMethod]
    public void App_with_merged_assemblies_is_one_layer()
    {
        using var folder = new TemporaryFolder();
        var app = App(
            folder,
            ("Shop", Layer.App),
            ("libfoo.so", Layer.Packages),
            ("wwwroot/site.css", Layer.Assets)
        ) with
        {
            IsMerged = true,
        };

        Assert.AreEqual("app/app/Shop app/app/libfoo.so app/app/wwwroot/site.css", Paths(Layout(app)));
    }

    [TestMethod]
    public void Copied_files_are_grouped_by_folder_and_owner_and_keep_their_permissions()
    {
        using var folder = new TemporaryFolder();
        var source = folder.Write("a.conf", "a");
        var layout = AppLayout.Create(
            App(folder, ("Shop.dll", Layer.App)),
            new ImageAdditions
            {
                Copies =
                [
                    new(source, "/etc/shop/", "a.conf", Mode: 6 << 6),
                    new(source, "/etc/shop/", "deep/b.conf"),
                    new(source, "/etc/shop/", "c.conf", Owner: "app"),
                    new(source, "/", "d"),
                ],
            },
            new("/app") { Platform = Linux }
        );

        Assert.AreEqual(
            "COPY copy-1/ /etc/shop/|COPY --chown=app copy-2/ /etc/shop/|COPY copy-3/ /",
            string.Join('|', layout.Extras.Select(extra => extra.ToInstruction()))
        );
        Assert.AreEqual(
            "app/app/Shop.dll:by content copy-1/a.conf:600 copy-1/deep/b.conf:by content "
                + "copy-2/c.conf:by content copy-3/d:by content",
            string.Join(
                ' ',
                layout.Files.Select(file =>
                    $"{file.Path}:{(file.Mode is { } mode ? Convert.ToString(mode, 8) : "by content")}"
                )
            )
        );
    }

    [TestMethod]
    public void Writable_folder_outside_the_app_is_copied_if_the_image_has_no_shell()
    {
        using var folder = new TemporaryFolder();
        var steps = new ImageAdditions { WritableDirectories = ["/var/lib/my shop"] };
        var layout = AppLayout.Create(
            App(folder, ("Shop.dll", Layer.App)),
            steps,
            new("/app")
            {
                Platform = Linux,
                Owner = "1000",
                HasShell = false,
            }
        );

        Assert.AreEqual(
            "COPY --chown=1000 [\"writable-1/\",\"/var/lib/my shop/\"]",
            string.Join('|', layout.Extras.Select(extra => extra.ToInstruction()))
        );
        Assert.AreEqual("app/app/Shop.dll writable-1/", Paths(layout.Files));
    }

    [TestMethod]
    [DataRow("/home/app/shop")]
    [DataRow("/lib/shop")]
    public void Layer_is_copied_directly_into_shared_folders_of_the_base_image(string directory)
    {
        using var folder = new TemporaryFolder();
        var layout = AppLayout.Create(
            App(folder, ("Shop.dll", Layer.App)),
            new ImageAdditions(),
            new(directory) { Platform = Linux }
        );

        Assert.AreEqual($"COPY app/ {directory}/", layout.Layers[0].ToInstruction().ToString());
        Assert.AreEqual("app/Shop.dll", Paths(layout.Files));
    }

    [TestMethod]
    [DataRow("/app", "COPY --chown=1000 writable/ /|COPY --link packages/ /|COPY --link app/ /")]
    [DataRow("/lib/shop", "COPY packages/ /lib/shop/|COPY app/ /lib/shop/")]
    public void Layers_are_linked_unless_they_have_an_owner_or_could_replace_a_link(string directory, string expected)
    {
        using var folder = new TemporaryFolder();
        var layout = AppLayout.Create(
            App(folder, ("Shop.dll", Layer.App), ("Dapper.dll", Layer.Packages)),
            new ImageAdditions { WritableDirectories = ["/app/data"] },
            new(directory)
            {
                Platform = Linux,
                Owner = "1000",
                LinksLayers = true,
            }
        );

        Assert.AreEqual(expected, string.Join('|', layout.Layers.Select(layer => layer.ToInstruction())));
    }

    [TestMethod]
    public void Published_files_in_a_writable_folder_of_a_shared_folder_belong_to_the_app_user()
    {
        using var folder = new TemporaryFolder();
        var layout = AppLayout.Create(
            App(folder, ("Shop.dll", Layer.App), ("data/seed.db", Layer.App)),
            new ImageAdditions { WritableDirectories = ["/home/app/data"] },
            new("/home/app") { Platform = Linux, Owner = "$APP_UID" }
        );

        Assert.AreEqual(
            "COPY app/ /home/app/|COPY --chown=$APP_UID writable-1/ /home/app/data/",
            string.Join('|', layout.Layers.Concat(layout.Extras).Select(folder => folder.ToInstruction()))
        );
        Assert.AreEqual("app/Shop.dll writable-1/seed.db", Paths(layout.Files));
        Assert.AreEqual("/home/app/data", string.Join(' ', layout.Directories), "the base image may have the folder");
    }

    [TestMethod]
    public void Writable_folder_and_its_published_files_belong_to_the_app_user()
    {
        using var folder = new TemporaryFolder();
        var app = App(folder, ("Shop.dll", Layer.App), ("data/seed.db", Layer.App));
        var layout = AppLayout.Create(
            app,
            new ImageAdditions { WritableDirectories = ["/app/data", "/var/lib/my shop", "/app/logs/"] },
            new("/app") { Platform = Linux, Owner = "$APP_UID" }
        );

        Assert.AreEqual(
            "COPY --chown=$APP_UID writable/ /|COPY app/ /",
            string.Join('|', layout.Layers.Concat(layout.Extras).Select(folder => folder.ToInstruction())),
            "a later layer sets the owner of /app again"
        );
        Assert.AreEqual("app/app/Shop.dll writable/app/data/seed.db writable/app/logs/", Paths(layout.Files));
        Assert.AreEqual(
            "/var/lib/my shop",
            string.Join(' ', layout.Directories),
            "a command creates the folder, because COPY does not change the owner of an existing folder"
        );
    }

    private static IReadOnlyList<ContextFile> Layout(PublishedApp app, string directory = "/app") =>
        AppLayout.Create(app, new ImageAdditions(), new(directory) { Platform = Linux }).Files;

    private static string Paths(IEnumerable<ContextFile> files) => string.Join(' ', files.Select(file => file.Path));
}
