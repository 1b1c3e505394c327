namespace Dockerize.Build.Tests;

/// <summary>Only an app that itself asked for it gets an image; every other publish is what it was before.</summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class WhoGetsAnImageTests
{
    [TestMethod]
    [DataRow("<OutputType>Library</OutputType>", "", DisplayName = "a class library")]
    [DataRow("<IsTestProject>true</IsTestProject>", "", DisplayName = "a test project")]
    [DataRow("<IsPublishable>false</IsPublishable>", "", DisplayName = "what is not to be published")]
    [DataRow("<Dockerize>false</Dockerize>", "", DisplayName = "one that says no")]
    [DataRow("", "-p:Dockerize=false", DisplayName = "a command line that says no")]
    public async Task These_get_none(string properties, string argument)
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("Other/Other.csproj", properties);

        var log = (await folder.PublishAsync("Other", argument.Length > 0 ? [argument] : [])).Succeeded();

        Assert.AreEqual("", await folder.ImageIdAsync(), log);
    }

    [TestMethod]
    public async Task An_app_that_references_a_library_with_the_package_gets_none()
    {
        await using var folder = new UserFolder();
        folder.Write("Library/Library.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" /></ItemGroup>
            </Project>
            """);
        folder.Write("App/Program.cs", "System.Console.WriteLine();");
        folder.Write("App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup>
            </Project>
            """);

        var log = (await folder.PublishAsync("App")).Succeeded();

        Assert.AreEqual("", await folder.ImageIdAsync(), log);
    }

    [TestMethod]
    public async Task A_build_and_a_pack_make_none()
    {
        await using var folder = new UserFolder();
        folder.WriteConsoleProject("App/App.csproj");

        foreach (var command in new[] { "build", "pack" })
        {
            var log = (await folder.DotnetAsync(command, "App", $"-p:DockerRegistry={TestMachine.Registry}", $"-p:DockerRepository={folder.Repository}")).Succeeded();
            Assert.AreEqual("", await folder.ImageIdAsync(), log);
        }
    }
}
