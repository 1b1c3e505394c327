namespace Dockerize.Package.Tests;

/// <summary>
/// A project that uses PublishContainer of the .NET SDK needs no changes: it gets the same image.
/// </summary>
[TestClass]
[TestCategory("AnyEngine")]
public sealed class PublishContainerTests
{
    private const string Settings = """
        <ContainerUser>1234</ContainerUser>
        <ContainerWorkingDirectory>/srv/shop/</ContainerWorkingDirectory>
        <ContainerTitle>The shop</ContainerTitle>
        <ContainerDescription>Sells "things"</ContainerDescription>
        <ContainerAuthors>Ada</ContainerAuthors>
        <ContainerVendor>Contoso</ContainerVendor>
        <ContainerVersion>4.5.6</ContainerVersion>
        <ContainerInformationUrl>https://example.com/info</ContainerInformationUrl>
        <ContainerDocumentationUrl>https://example.com/docs</ContainerDocumentationUrl>
        <ContainerLicenseExpression>MIT</ContainerLicenseExpression>
        """;

    private const string Items = """
        <ContainerPort Include="9090" Type="tcp" />
        <ContainerPort Include="5353" Type="udp" />
        <ContainerEnvironmentVariable Include="GREETING" Value="hello there" />
        <ContainerLabel Include="team" Value="shop" />
        """;

    [TestMethod]
    [DataRow(Settings, Items, DisplayName = "user, folder, labels, ports, environment")]
    [DataRow(
        "",
        """<ContainerAppCommand Include="dotnet" /><ContainerAppCommand Include="Shop.dll" />"""
            + """<ContainerAppCommandArgs Include="--always" /><ContainerDefaultArgs Include="--default" />""",
        DisplayName = "the app's command"
    )]
    public async Task SDK_container_settings_create_the_same_image_as_PublishContainer(string properties, string items)
    {
        await using var folder = new UserFolder();
        folder.Write("Shop/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create().Run();");
        folder.Write(
            "Shop/Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ContainerBaseImage>{TestMachine.BaseRegistry}/dotnet/aspnet:10.0</ContainerBaseImage>
                <ContainerRepository>{folder.Repository}</ContainerRepository>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """
        );

        (
            await folder.DotnetAsync(
                "publish",
                "Shop",
                "-t:PublishContainer",
                "-p:Dockerize=false",
                "-p:ContainerImageTag=sdk"
            )
        ).Succeeded();
        (await folder.DotnetAsync("publish", "Shop", "--no-build", "-p:ContainerImageTag=ours")).Succeeded();

        var theirs = await ConfigAsync($"{folder.Repository}:sdk");
        var ours = await ConfigAsync($"{folder.Repository}:ours");
        await CommandLine.RemoveImagesAsync($"{folder.Repository}:sdk", $"{folder.Repository}:ours");
        Assert.AreEqual(theirs, ours);
    }

    [TestMethod]
    [DataRow("Shop")]
    [DataRow("My.Shop")]
    [DataRow("my.shop")]
    [DataRow("Contoso.Shop_Api")]
    [DataRow("My Shop")]
    [DataRow("A..B")]
    [DataRow("Käse2")]
    public async Task Assembly_name_becomes_the_same_repository_as_with_PublishContainer(string name)
    {
        await using var folder = new UserFolder();
        folder.Write(
            "Shop.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <AssemblyName>{name}</AssemblyName>
              </PropertyGroup>
            </Project>
            """
        );

        Assert.AreEqual(
            (
                await folder.DotnetAsync("msbuild", "-t:ComputeContainerConfig", "-getProperty:ContainerRepository")
            ).Succeeded(),
            ImageTags.NormalizeRepository(name)
        );
    }

    private static async Task<string> ConfigAsync(string image) =>
        RuntimeSettings.ToText(await CommandLine.DockerAsync("image", "inspect", "-f", "{{json .Config}}", image));
}
