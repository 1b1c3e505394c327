namespace Dockerize.Package.Tests;

/// <summary>A call of PublishContainer for several platforms creates the same image with this package.</summary>
[TestClass]
public sealed class PublishContainerPlatformsTests
{
    [TestMethod]
    public async Task Image_of_this_package_has_the_same_platforms_and_settings_as_that_of_the_SDK()
    {
        TestMachine.Engine.RequireIndexes();
        await using var folder = new UserFolder();
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifiers>linux-x64;linux-arm64</RuntimeIdentifiers>
                <ContainerBaseImage>{TestMachine.BaseRegistry}/dotnet/aspnet:10.0</ContainerBaseImage>
                <ContainerRepository>{folder.Repository}</ContainerRepository>
                <Description>Sells things</Description>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" />
                <ContainerPort Include="9090" Type="tcp" />
                <ContainerEnvironmentVariable Include="GREETING" Value="hello there" />
                <ContainerLabel Include="team" Value="shop" />
              </ItemGroup>
            </Project>
            """
        );

        // The base images of the tests can have two formats, which the SDK does not combine in one index.
        var theirs = await PublishAsync("sdk", "-p:Dockerize=false", "-p:ContainerImageFormat=OCI");
        var ours = await PublishAsync("ours", "-p:DockerizePublishContainer=true");

        Assert.AreEqual("linux/amd64 linux/arm64", theirs.Platforms);
        Assert.AreEqual(theirs.Platforms, ours.Platforms);
        foreach (var (their, our) in theirs.Images.Zip(ours.Images))
            Assert.AreEqual(Settings(their), Settings(our), our.Platform);

        async Task<PushedIndex> PublishAsync(string tag, params string[] arguments)
        {
            (
                await folder.DotnetAsync([
                    "publish",
                    "Shop",
                    "-t:PublishContainer",
                    "-p:ContainerRuntimeIdentifiers=\"linux-x64;linux-arm64\"",
                    $"-p:ContainerRegistry={TestMachine.Registry}",
                    $"-p:ContainerImageTag={tag}",
                    .. arguments,
                ])
            ).Succeeded();
            return await PushedIndex.ReadAsync(folder.Repository, tag);
        }
    }

    // For several platforms, the SDK cuts the name of the base image at its first colon. The digest in the label is
    // that of the base image for the platform, and not that of the tag. Podman adds a label with its version.
    private static string Settings(PushedImage image) =>
        string.Join(
            '\n',
            RuntimeSettings
                .ToText($"{image.Settings}")
                .Split('\n')
                .Where(line =>
                    !line.StartsWith("Label org.opencontainers.image.base.", StringComparison.Ordinal)
                    && !line.StartsWith("Label io.buildah.version=", StringComparison.Ordinal)
                )
        );
}
