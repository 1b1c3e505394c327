namespace Dockerize.Package.Tests;

/// <summary>If a solution is published, every app in it gets its image.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class SolutionTests
{
    [TestMethod]
    public async Task Two_projects_with_one_image_name_are_an_error_across_MSBuild_processes()
    {
        await using var folder = new UserFolder();
        await WriteSolutionAsync(folder);

        // PublishAsync sets the same repository for both projects.
        var result = await folder.PublishAsync("Shop.slnx", "-m:2");

        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        StringAssert.Matches(
            result.Output,
            new(
                $@"(One|Two)[/\\](One|Two)\.csproj : error DKZ1030: [^\n]*{folder.Image}:latest: "
                    + @"'[^']*(One|Two)\.csproj'"
            )
        );
        Assert.AreEqual("Hello from the image", await folder.RunAsync(), "the first project has built its image");
        Assert.IsEmpty(Claims(folder));
    }

    [TestMethod]
    [TestCategory("Nightly")]
    [DataRow("-m:2", 2)]
    [DataRow("-m:4 -mt", 1)]
    public async Task Four_apps_with_different_names_get_their_images_in_parallel(string processes, int times)
    {
        string[] names = ["One", "Two", "Three", "Four"];
        await using var folder = new UserFolder();
        await WriteSolutionAsync(
            folder,
            $"<DockerRepository>{folder.Repository}</DockerRepository>"
                + "<DockerTags>$(MSBuildProjectName.ToLowerInvariant())</DockerTags>",
            names
        );
        foreach (var name in names)
            folder.Write($"{name}/Program.cs", $"System.Console.WriteLine(\"{name}\");");

        for (var time = 0; time < times; time++)
        {
            var log = (
                await folder.DotnetAsync([
                    "publish",
                    "Shop.slnx",
                    .. processes.Split(' '),
                    $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}",
                    $"-p:DockerRegistry={TestMachine.Registry}",
                ])
            ).Succeeded();
            Assert.HasCount(
                time == 0 ? 0 : names.Length,
                System.Text.RegularExpressions.Regex.Matches(log, "is up to date"),
                log
            );
        }

        foreach (var name in names)
            Assert.AreEqual(
                name,
                await CommandLine.DockerAsync("run", "--rm", $"{folder.Image}:{name.ToLowerInvariant()}")
            );
        Assert.IsEmpty(Claims(folder));
    }

    [TestMethod]
    public async Task Repository_prefix_on_the_command_line_applies_to_each_app()
    {
        await using var folder = new UserFolder();
        await WriteSolutionAsync(folder);
        string[] images =
        [
            $"{TestMachine.Registry}/team/{folder.Repository}/one:latest",
            $"{TestMachine.Registry}/team/{folder.Repository}/two:latest",
        ];

        var log = (
            await folder.DotnetAsync(
                "publish",
                "Shop.slnx",
                $"-p:DockerRepositoryPrefix=team/{folder.Repository}",
                $"-p:DockerRegistry={TestMachine.Registry}",
                $"-p:DockerBaseRegistry={TestMachine.BaseRegistry}"
            )
        ).Succeeded();

        Assert.Contains($"One -> {images[0]}", log);
        Assert.Contains($"Two -> {images[1]}", log);
        foreach (var name in new[] { "one", "two" })
            StringAssert.Matches(log, new($@"\n *{name} \[1/[0-9]+\] FROM "));
        foreach (var image in images)
            Assert.AreEqual("Hello from the image", await CommandLine.DockerAsync("run", "--rm", image));
        await CommandLine.RemoveImagesAsync(images);
    }

    [TestMethod]
    [TestCategory("Nightly")]
    public async Task Two_apps_that_are_published_into_one_folder_are_an_error()
    {
        await using var folder = new UserFolder();
        await WriteSolutionAsync(folder);

        // The CLI passes -o as this property, after its own warning or error.
        var result = await folder.DotnetAsync(
            "publish",
            "Shop.slnx",
            "-m:2",
            "-p:DockerBuild=false",
            $"-p:PublishDir={folder.Path}/out/"
        );

        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        StringAssert.Matches(
            result.Output,
            new(@"error DKZ1035: [^\n]*/out': '[^']*(One|Two)\.csproj' and '[^']*(One|Two)\.csproj'")
        );
        Assert.IsEmpty(Claims(folder));
    }

    private static async Task WriteSolutionAsync(UserFolder folder, string properties = "", params string[] names)
    {
        if (names.Length == 0)
            names = ["One", "Two"];
        foreach (var name in names)
            folder.WriteConsoleProject($"{name}/{name}.csproj", properties);
        (await folder.DotnetAsync("new", "sln", "-n", "Shop", "--format", "slnx")).Succeeded();
        (await folder.DotnetAsync(["sln", "add", .. names])).Succeeded();
    }

    // Tests that run in parallel have their own claims.
    private static string[] Claims(UserFolder folder) =>
        [
            .. Directory
                .GetFiles(Path.GetTempPath(), "dockerize-*")
                .Where(file => Text(file).Contains(folder.Path, StringComparison.Ordinal)),
        ];

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (FileNotFoundException)
        {
            // The file was deleted after it was listed.
            return "";
        }
    }
}
