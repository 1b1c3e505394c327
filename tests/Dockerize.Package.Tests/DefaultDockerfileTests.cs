namespace Dockerize.Package.Tests;

/// <summary>The default Dockerfile compiles the source of an app inside the image build.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class DefaultDockerfileTests
{
    [TestMethod]
    [TestCategory("Nightly")]
    public async Task Default_Dockerfile_builds_an_app_from_source_without_local_build_output()
    {
        await SdkImage.RequireAsync();
        using var folder = new SourceFolder();
        folder.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        folder.Write(
            "Greetings/Greetings.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>"
                + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"
        );
        folder.Write(
            "Greetings/Greeting.cs",
            "public static class Greeting { public const string Text = \"Hello from the source\"; }"
        );
        folder.Write(
            "Greeter/Greeter.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup><ProjectReference Include="../Greetings/Greetings.csproj" /></ItemGroup>
            </Project>
            """
        );
        folder.Write("Greeter/Program.cs", "System.Console.WriteLine(Greeting.Text);");
        // The result of a restore on another machine. If this file were copied, the publish would fail.
        folder.Write("Greeter/obj/project.assets.json", "{ broken");

        // This ignore file does not exclude obj.
        folder.Write(".dockerignore", "*.md\n");

        string id;
        using (
            var dockerfile = await DefaultDockerfile.CreateAsync(
                folder.Path,
                "Greeter/Greeter.csproj",
                TestMachine.BaseRegistry
            )
        )
            id = await DockerImages.BuildAsync(new ImageBuildRequest(folder.Path) { Dockerfile = dockerfile.Path });

        Assert.AreEqual("Hello from the source", await CommandLine.DockerAsync("run", "--rm", id));
        Assert.AreEqual(".dockerignore Greeter Greetings nuget.config", folder.Names);
        await CommandLine.RemoveImagesAsync(id);
    }
}
