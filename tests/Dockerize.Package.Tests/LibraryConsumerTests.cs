namespace Dockerize.Package.Tests;

/// <summary>
/// Programs that use the packed library: compiled ahead of time, which also trims it, and in an old version of C#.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class LibraryConsumerTests
{
    [TestMethod]
    [TestCategory("Nightly")]
    public async Task Script_that_is_compiled_ahead_of_time_builds_and_pushes_an_image()
    {
        await using var folder = new UserFolder();
        Sample.CopyTo("BuildScript", Path.Combine(folder.Path, "BuildScript"));
        // As in a clone, where these files are next to the samples.
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(TestMachine.RepositoryRoot, "samples"),
                "Directory.*.props"
            )
        )
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        // The script pushes to a repository that no other test uses.
        var script = Path.Combine(folder.Path, "BuildScript", "build.cs");
        await File.WriteAllTextAsync(
            script,
            (await File.ReadAllTextAsync(script)).Replace(
                "\"greetings\", ImageTags",
                $"\"{folder.Repository}\", ImageTags",
                StringComparison.Ordinal
            )
        );

        (await folder.DotnetAsync("publish", "BuildScript/build.cs", "-o", "native")).Succeeded();
        var output = (
            await CommandLine.RunAsync(
                Path.Combine(folder.Path, "native", "build"),
                [$"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0", TestMachine.Registry],
                Path.Combine(folder.Path, "BuildScript")
            )
        ).Succeeded();

        var name = $"{TestMachine.Registry}/{folder.Repository}:1.0.0";
        Assert.Contains("Good morning\nGuten Morgen\nΚαλημέρα\nbuilt with .NET 10", output);
        Assert.EndsWith($"Pushed {name}", output);
        await CommandLine.DockerAsync("pull", "-q", name);
        await CommandLine.RemoveImagesAsync(name);
    }

    [TestMethod]
    public async Task Library_is_usable_from_CSharp_7_3_on_NET_Framework()
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Old/Old.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net472</TargetFramework>
                <LangVersion>7.3</LangVersion>
                <OutputType>Exe</OutputType>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize" Version="{TestMachine.PackageVersion}" />
                <PackageReference Include="Microsoft.NETFramework.ReferenceAssemblies" Version="1.0.3" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """
        );
        folder.Write(
            "Old/Program.cs",
            """
            using System;
            using System.Collections.Generic;
            using System.IO;
            using System.Threading.Tasks;
            using Dockerize;
            using Dockerize.Builds;
            using Dockerize.Engines;
            using Dockerize.Images;
            using Dockerize.Registries;
            using Dockerize.Reporting;

            public static class Program
            {
                public static async Task Main()
                {
                    var request = new ImageBuildRequest("src")
                    {
                        Dockerfile = "Dockerfile",
                        Tags = new[] { "shop:1" },
                        Pull = PullPolicy.Always,
                        Builder = BuilderKind.Classic,
                        Options =
                        {
                            Platform = Platform.Parse("linux/amd64"),
                            Arguments = new Dictionary<string, string> { ["A"] = "1" },
                        },
                    };
                    using (var engine = await DockerEngine.ConnectAsync())
                    using (var image = new ImageBuilder("base") { Engine = engine })
                    {
                        var built = await engine.BuildAsync(request, new Lines());
                        var id = await image.BuildAsync(PullPolicy.Never, new TextProgress(Console.Out));
                        var pushed = await engine.PushAsync(new ImagePushRequest(id, "r.io", "shop")
                        {
                            Credentials = new RegistryCredentials("ada", "password", "the vault"),
                            Retries = 3,
                        });
                        await engine.EnsureImageAsync(new ImagePullRequest(ImageReference.Parse("base:1")) { Policy = PullPolicy.IfMissing });
                        foreach (var summary in await engine.ListImagesAsync())
                            await engine.RemoveImageAsync(summary.Id, force: true);
                        using (var file = File.Create("image.tar"))
                            await engine.SaveAsync(built.Id, file);
                        Console.WriteLine(built.Platform + " " + pushed.Name + "@" + pushed.Digest);
                    }
                }

                private sealed class Lines : IProgress<ProgressMessage>
                {
                    public void Report(ProgressMessage value)
                    {
                        if (value is StepStarted started)
                            Console.WriteLine(started.Step.Number + "/" + started.Step.Count);
                        else if (value is TransferProgress transfer)
                            Console.WriteLine(transfer.Bytes + " of " + transfer.TotalBytes);
                        else
                            Console.WriteLine(value.Text);
                    }
                }
            }
            """
        );

        (await folder.DotnetAsync("build", "Old/Old.csproj")).Succeeded();
    }
}
