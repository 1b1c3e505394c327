using System.Text.RegularExpressions;

namespace Dockerize.Package.Tests;

/// <summary>What the builder gets of a folder is what docker build would send of it.</summary>
[TestClass]
public sealed class ContextTests
{
    // Where the docker CLI's classic way and BuildKit agree: no exception leads into an excluded folder by a wildcard.
    private const string Patterns = """
        # what nobody wants
        **/*.log
        !keep.log
        **/obj
        /bin/
        ./docs//*.md
        !docs/README.md
        excluded
        !excluded/but/this
        te?t
        [a-c]1
        [^a-c]2
        deep/**/leaf
        \!bang
        with blank
        links/gone
        !!double
        twice
        !twice/kept
        twice
        **/node_modules/**

        """;

    [TestMethod]
    public async Task COPY_sees_the_files_folders_and_links_that_it_sees_with_docker_build()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("<DockerBuildFile>../tree/Dockerfile</DockerBuildFile>");
        var tree = Path.Combine(folder.Path, "tree");
        folder.Write("tree/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\nCOPY . /ctx/\n");
        folder.Write("tree/.dockerignore", "\uFEFF" + Patterns.Replace("\n", "\r\n", StringComparison.Ordinal));
        foreach (var path in new[]
        {
            "a.log", "keep.log", "logs/a.log", "src/obj/x", "src/object/x", "bin/x", "src/bin/x", "docs/a.md", "docs/README.md", "docs/deep/a.md", "excluded/x", "excluded/but/this/y", "excluded/but/that",
            "test", "text", "teest", "a1", "d1", "a2", "d2", "deep/leaf", "deep/er/leaf", "deep/er/leaves", "!bang", "with blank", "with  blank", "double", "!double", "twice/kept", "twice/x", "node_modules/x", "web/node_modules/x",
            "ünï/文件 😀.txt", "quote'\"$x", new string('n', 120) + "/" + new string('m', 220), "links/target",
        })
            folder.Write("tree/" + path, path);
        Directory.CreateDirectory(Path.Combine(tree, "empty", "folder"));
        foreach (var (name, target) in new[]
        {
            ("file", "target"), ("folder", "../docs"), ("dangling", "../nowhere"), ("out", "/etc/passwd"), ("gone", "target"), ("itself", "itself"), ("loop", "."), ("long", string.Concat(Enumerable.Repeat("文件夹/", 60)) + "x"),
        })
            File.CreateSymbolicLink(Path.Combine(tree, "links", name), target);

        (await folder.PublishAsync("Greeter")).Succeeded();
        await CommandLine.DockerAsync("build", "-q", "--no-cache", "-t", $"{folder.Image}:cli", tree);

        Assert.AreEqual(await ListingAsync("cli"), await ListingAsync("latest"));

        async Task<string> ListingAsync(string tag) => await CommandLine.DockerAsync(
            "run", "--rm", $"{folder.Image}:{tag}", "sh", "-c", "cd /ctx && find . -mindepth 1 \\( -type f -printf '%y %s %p\\n' -o -printf '%y %p %l\\n' \\) | LC_ALL=C sort");
    }

    [TestMethod]
    public async Task Files_that_look_like_secrets_are_one_warning_that_names_them_and_can_be_turned_off()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """<Content Include="shop.pfx;.env.example;tls.key" CopyToPublishDirectory="PreserveNewest" />""");
        folder.Write("Greeter/shop.pfx", "");
        folder.Write("Greeter/.env.example", "");
        folder.Write("Greeter/tls.key", "-----BEGIN PRIVATE KEY-----");

        var log = (await folder.PublishAsync("Greeter", "-p:DockerBuild=false")).Succeeded();
        Assert.HasCount(1, Regex.Matches(log, "warning DKZ1025: .*: [^,]*publish/shop.pfx, [^,]*publish/tls.key. Keep them out with CopyToPublishDirectory"));
        StringAssert.DoesNotMatch((await folder.PublishAsync("Greeter", "-p:DockerBuild=false", "-p:NoWarn=DKZ1025")).Succeeded(), new("DKZ1025"));

        folder.Write("Greeter/Dockerfile", $"FROM {TestMachine.BaseRegistry}/dotnet/runtime:10.0\n");
        folder.Write("Greeter/.dockerignore", "**/bin\n**/obj\n*.key\n");
        log = (await folder.PublishAsync("Greeter", "-p:DockerBuild=false", "-p:DockerBuildFile=Dockerfile")).Succeeded();
        Assert.HasCount(1, Regex.Matches(log, "warning DKZ1025: .*: shop.pfx. Keep them out with lines in .dockerignore"));
    }

    [TestMethod]
    public async Task A_link_among_the_published_files_is_one_in_the_image_and_one_that_leads_elsewhere_is_a_file()
    {
        await using var folder = new UserFolder();
        await folder.UseConsoleAppAsync("", """
            <Content Include="native/libfoo.so.1" CopyToPublishDirectory="PreserveNewest" />
            </ItemGroup>
            <Target Name="Link" AfterTargets="Publish" BeforeTargets="PublishDockerImage">
              <Exec Command="ln -sf libfoo.so.1 native/libfoo.so &amp;&amp; ln -sf ../../../../elsewhere out" WorkingDirectory="$(PublishDir)" />
            </Target>
            <ItemGroup>
            """);
        folder.Write("Greeter/native/libfoo.so.1", "native");
        folder.Write("Greeter/elsewhere", "from elsewhere");

        (await folder.PublishAsync("Greeter")).Succeeded();

        Assert.AreEqual("libfoo.so.1\nnative\nfrom elsewhere", await folder.RunAsync("sh", "-c", "readlink native/libfoo.so; cat native/libfoo.so; echo; readlink out; cat out"));
    }
}
