namespace Dockerize.Package.Tests;

/// <summary>
/// The solution of <see cref="MixedSolutionTests"/>: the web app <c>Web</c> serves the Blazor WebAssembly app
/// <c>Client</c>, and references <c>Orders</c>, which references <c>Common</c>. <c>Func</c> is an Azure Functions
/// worker.
/// </summary>
internal static class MixedSolution
{
    private static readonly string[] Projects = ["Client", "Common", "Func", "Orders", "Web"];

    public static void WriteTo(UserFolder folder, string root)
    {
        folder.Write($"{root}/.gitignore", "bin/\nobj/\n");
        folder.Write($"{root}/Shop.slnx", $"<Solution>{string.Concat(Projects.Select(Entry))}</Solution>");
        folder.Write(
            $"{root}/Directory.Build.targets",
            """
            <Project>
              <Target Name="WriteVersion" AfterTargets="Publish" Condition="'$(MSBuildProjectName)' == 'Web'">
                <WriteLinesToFile File="$(PublishDir)version.txt" Lines="1.2.3" Overwrite="true" />
              </Target>
            </Project>
            """
        );
        WriteLibraries(folder, root);
        WriteClient(folder, root);
        WriteWeb(folder, root);
        WriteFunctions(folder, root);

        static string Entry(string name) => $"""<Project Path="{name}/{name}.csproj" />""";
    }

    /// <summary>Writes the only file of <c>Common</c>.</summary>
    public static void WriteText(UserFolder folder, string root, string value) =>
        folder.Write(
            $"{root}/Common/Text.cs",
            $"public static class Text {{ public static string Value => \"{value}\"; }}"
        );

    private static void WriteLibraries(UserFolder folder, string root)
    {
        WriteProject(folder, $"{root}/Common", "Microsoft.NET.Sdk", "");
        WriteText(folder, root, "before");
        WriteProject(
            folder,
            $"{root}/Orders",
            "Microsoft.NET.Sdk",
            """<ProjectReference Include="../Common/Common.csproj" />"""
        );
        folder.Write(
            $"{root}/Orders/Order.cs",
            "public static class Order { public static string Name => Text.Value; }"
        );
    }

    private static void WriteClient(UserFolder folder, string root)
    {
        WriteProject(
            folder,
            $"{root}/Client",
            "Microsoft.NET.Sdk.BlazorWebAssembly",
            """<PackageReference Include="Microsoft.AspNetCore.Components.WebAssembly" Version="10.0.12" />""",
            """
            <PropertyGroup>
              <!-- Trimming and compression take half a minute, and change nothing that is tested. -->
              <PublishTrimmed>false</PublishTrimmed>
              <CompressionEnabled>false</CompressionEnabled>
            </PropertyGroup>
            """
        );
        folder.Write(
            $"{root}/Client/Program.cs",
            "await Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder"
                + ".CreateDefault(args).Build().RunAsync();"
        );
        folder.Write(
            $"{root}/Client/wwwroot/index.html",
            """<html><body><script src="_framework/blazor.webassembly.js"></script></body></html>"""
        );
    }

    private static void WriteWeb(UserFolder folder, string root)
    {
        WriteProject(
            folder,
            $"{root}/Web",
            "Microsoft.NET.Sdk.Web",
            $"""
            {Package}
            <PackageReference Include="Microsoft.AspNetCore.Components.WebAssembly.Server" Version="10.0.12" />
            <ProjectReference Include="../Client/Client.csproj" />
            <ProjectReference Include="../Orders/Orders.csproj" />
            """,
            """
            <Target Name="CopyClientApp" AfterTargets="Publish">
              <Copy SourceFiles="ClientApp/dist/main.js" DestinationFolder="$(PublishDir)wwwroot" />
            </Target>
            """
        );
        folder.Write($"{root}/Web/ClientApp/dist/main.js", "console.log('shop');");
        folder.Write(
            $"{root}/Web/Program.cs",
            """
            var app = WebApplication.Create(args);
            app.UseBlazorFrameworkFiles();
            app.UseStaticFiles();
            app.MapGet("/name", () => Order.Name);
            app.Run();
            """
        );
    }

    private static void WriteFunctions(UserFolder folder, string root)
    {
        WriteProject(
            folder,
            $"{root}/Func",
            "Microsoft.NET.Sdk",
            $"""
            {Package}
            <PackageReference Include="Microsoft.Azure.Functions.Worker" Version="2.52.0" />
            <PackageReference Include="Microsoft.Azure.Functions.Worker.Sdk" Version="2.1.0" />
            """,
            """
            <PropertyGroup>
              <OutputType>Exe</OutputType>
              <AzureFunctionsVersion>v4</AzureFunctionsVersion>
            </PropertyGroup>
            """
        );
        folder.Write($"{root}/Func/host.json", """{ "version": "2.0" }""");
        folder.Write(
            $"{root}/Func/Program.cs",
            """
            using Microsoft.Azure.Functions.Worker.Builder;
            using Microsoft.Extensions.Hosting;

            FunctionsApplication.CreateBuilder(args).Build().Run();
            """
        );
    }

    private static string Package =>
        $"""<PackageReference Include="Dockerize.Build" Version="{TestMachine.PackageVersion}" />""";

    private static void WriteProject(UserFolder folder, string path, string sdk, string references, string more = "") =>
        folder.Write(
            $"{path}/{Path.GetFileName(path)}.csproj",
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
              {more}
            </Project>
            """
        );
}
