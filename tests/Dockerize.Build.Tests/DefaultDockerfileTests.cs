namespace Dockerize.Build.Tests;

/// <summary>The Dockerfile that compiles a .NET app from its source.</summary>
[TestClass]
public sealed class DefaultDockerfileTests
{
    private const string Console =
        "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework>"
        + "<OutputType>Exe</OutputType></PropertyGroup></Project>";
    private const string Library =
        "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup>"
        + "<TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>";

    [TestMethod]
    public async Task Files_for_the_restore_are_copied_before_all_other_files()
    {
        using var folder = new TemporaryFolder();
        folder.Write("nuget.config", "<configuration />");
        folder.Write(
            "src/Shop/Shop.csproj",
            Console
                .Replace("Sdk\"", "Sdk.Web\"")
                .Replace(
                    "</PropertyGroup>",
                    "</PropertyGroup><ItemGroup><PackageReference Include=\"Dockerize.Build\" "
                        + "Version=\"1.0.0\" /></ItemGroup>"
                )
        );
        folder.Write("src/Goods/Goods.csproj", Library);
        folder.Write("src/Directory.Build.props", "<Project />");
        folder.Write("src/Shop/obj/Old.csproj", "none");
        folder.Write("src/Shop/Program.cs", "");

        using var dockerfile = await DefaultDockerfile.CreateAsync(
            folder.Path,
            "src/Shop/Shop.csproj",
            "localhost:5000"
        );

        Assert.AreEqual(Path.Combine(folder.Path, "Dockerfile"), dockerfile.Path);
        Assert.AreEqual(
            """
            # Builds src/Shop/Shop.csproj. The files of the restore are copied first, so that packages stay cached.

            FROM localhost:5000/dotnet/sdk:10.0 AS build
            WORKDIR /src
            COPY nuget.config /src/
            COPY src/Directory.Build.props /src/src/
            COPY src/Goods/Goods.csproj /src/src/Goods/
            COPY src/Shop/Shop.csproj /src/src/Shop/
            RUN dotnet restore src/Shop/Shop.csproj
            COPY . .
            RUN dotnet publish src/Shop/Shop.csproj -c Release -o /app --no-restore -f net10.0 -p:Dockerize=false

            FROM localhost:5000/dotnet/aspnet:10.0
            WORKDIR /app
            COPY --from=build /app .
            EXPOSE 8080
            USER $APP_UID
            ENTRYPOINT ["dotnet","/app/Shop.dll"]

            """,
            File.ReadAllText(dockerfile.Path)
        );
        dockerfile.Content.LineBefore(
            "COPY src/Shop/Shop.csproj /src/src/Shop/",
            "RUN dotnet restore src/Shop/Shop.csproj"
        );
        dockerfile.Content.LineBefore("RUN dotnet restore src/Shop/Shop.csproj", "COPY . .");
    }

    [TestMethod]
    public async Task Default_Dockerfile_is_deleted_when_it_is_disposed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("My App.csproj", Console);
        using (var dockerfile = await DefaultDockerfile.CreateAsync(folder.Path))
        {
            dockerfile.Content.HasLine("COPY [\"My App.csproj\",\"/src/\"]");
            dockerfile.Content.HasLine("RUN dotnet restore 'My App.csproj'");
            dockerfile.Content.HasLine("FROM mcr.microsoft.com/dotnet/runtime:10.0");
            dockerfile.Content.HasLine("ENTRYPOINT [\"dotnet\",\"/app/My App.dll\"]");
            Assert.AreEqual("Dockerfile Dockerfile.dockerignore My App.csproj", Names(folder));
        }

        Assert.AreEqual("My App.csproj", Names(folder));
    }

    [TestMethod]
    public async Task Ignore_file_of_the_default_Dockerfile_also_excludes_bin_and_obj()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Shop.csproj", Console);
        folder.Write("old/Old.csproj", Console);
        folder.Write(".dockerignore", "old\n");
        using (await DefaultDockerfile.CreateAsync(folder.Path))
        {
            Assert.AreEqual(".dockerignore Dockerfile Dockerfile.dockerignore Shop.csproj old", Names(folder));
            Assert.AreEqual(
                "old\n**/bin\n**/obj\n",
                File.ReadAllText(Path.Combine(folder.Path, "Dockerfile.dockerignore"))
            );
        }

        Assert.AreEqual(".dockerignore Shop.csproj old", Names(folder));
        Assert.AreEqual("old\n", File.ReadAllText(Path.Combine(folder.Path, ".dockerignore")));
    }

    [TestMethod]
    public async Task Existing_Dockerfile_dockerignore_is_used_unchanged()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Shop.csproj", Console);
        var path = folder.Write("Dockerfile.dockerignore", "old\n");
        using (await DefaultDockerfile.CreateAsync(folder.Path))
            Assert.AreEqual("old\n", File.ReadAllText(path));
        Assert.AreEqual("Dockerfile.dockerignore Shop.csproj", Names(folder));
    }

    [TestMethod]
    public async Task Local_package_sources_are_copied_before_the_restore()
    {
        using var folder = new TemporaryFolder();
        folder.Write("src/Shop.csproj", Console);
        folder.Write("packages of ours/goods.1.0.0.nupkg", "");
        folder.Write(
            "src/nuget.config",
            """
            <configuration><packageSources>
              <add key="ours" value="..\packages of ours" />
              <add key="elsewhere" value="../../packages" /><add key="empty" value="./none" /><add key="nuget" value="https://example.com/index.json" />
            </packageSources></configuration>
            """
        );

        using (var dockerfile = await DefaultDockerfile.CreateAsync(folder.Path))
        {
            dockerfile.Content.LineBefore(
                "COPY [\"packages of ours\",\"/src/packages of ours/\"]",
                "RUN dotnet restore src/Shop.csproj"
            );
            Assert.AreEqual(
                3,
                dockerfile.Content.Instructions.Count(instruction =>
                    instruction.Keyword == "COPY"
                    && !instruction.Arguments.StartsWith("--from", StringComparison.Ordinal)
                )
            );
        }

        folder.Write("src/nuget.config", "<configuration>");
        Assert.Contains(
            "Invalid XML",
            (
                await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
                    DefaultDockerfile.CreateAsync(folder.Path)
                )
            ).Message
        );
    }

    [TestMethod]
    public async Task Existing_Dockerfile_is_an_error_and_stays_unchanged()
    {
        using var folder = new TemporaryFolder();
        folder.Write("Shop.csproj", Console);
        var path = folder.Write("Dockerfile", "FROM a\n");

        Assert.Contains(
            "already exists",
            (
                await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
                    DefaultDockerfile.CreateAsync(folder.Path)
                )
            ).Message
        );
        Assert.AreEqual("FROM a\n", File.ReadAllText(path));
    }

    [TestMethod]
    public async Task Default_Dockerfile_follows_TargetFrameworks_folder_properties_and_PublishAot()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "Directory.Build.props",
            "<Project><PropertyGroup><AssemblyName>Till</AssemblyName>"
                + "<InvariantGlobalization>true</InvariantGlobalization></PropertyGroup></Project>"
        );
        folder.Write(
            "Shop.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFrameworks>net8.0;net10.0</TargetFrameworks>"
                + "<OutputType>Exe</OutputType><PublishAot>true</PublishAot></PropertyGroup></Project>"
        );

        using var dockerfile = await DefaultDockerfile.CreateAsync(folder.Path);

        dockerfile.Content.HasLine("FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build");
        dockerfile.Content.HasLine(
            "RUN apt-get update && apt-get install -y --no-install-recommends clang zlib1g-dev "
                + "&& rm -rf /var/lib/apt/lists/*"
        );
        dockerfile.Content.HasLine("RUN dotnet publish Shop.csproj -c Release -o /app -f net10.0");
        dockerfile.Content.HasLine("FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled");
        dockerfile.Content.HasLine("ENTRYPOINT [\"/app/Till\"]");
    }

    [TestMethod]
    public async Task Build_stage_uses_the_SDK_of_the_folder_and_copies_imports_before_the_restore()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "eng/versions.props",
            "<Project><PropertyGroup><Framework>net8.0</Framework></PropertyGroup></Project>"
        );
        folder.Write(
            "src/Shop.csproj",
            Console
                .Replace("net10.0", "$(Framework)")
                .Replace("<PropertyGroup>", "<Import Project=\"../eng/versions.props\" /><PropertyGroup>")
        );

        using (var dockerfile = await DefaultDockerfile.CreateAsync(folder.Path))
        {
            dockerfile.Content.HasLine("FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build");
            dockerfile.Content.HasLine("FROM mcr.microsoft.com/dotnet/runtime:8.0");
            dockerfile.Content.LineBefore("COPY eng/versions.props /src/eng/", "RUN dotnet restore src/Shop.csproj");
        }

        folder.Write("global.json", "{ \"sdk\": { \"version\": \"10.0.100\", \"rollForward\": \"latestFeature\" } }");
        using (var dockerfile = await DefaultDockerfile.CreateAsync(folder.Path))
            Assert.MatchesRegex(
                @"FROM mcr\.microsoft\.com/dotnet/sdk:10\.0\.[0-9]{3} AS build",
                dockerfile.Content.Text
            );
    }

    [TestMethod]
    public async Task App_for_another_operating_system_than_its_image_is_an_error()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "Shop.csproj",
            Console.Replace("</PropertyGroup>", "<RuntimeIdentifier>win-x64</RuntimeIdentifier></PropertyGroup>")
        );

        Assert.AreEqual(
            "DKZ1015",
            (await Assert.ThrowsAsync<Exception>(() => DefaultDockerfile.CreateAsync(folder.Path))).Diagnostic().Code
        );
    }

    [TestMethod]
    public async Task Project_that_cannot_become_an_image_is_an_error_and_writes_no_Dockerfile()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsExactlyAsync<DirectoryNotFoundException>(() =>
            DefaultDockerfile.CreateAsync(Path.Combine(folder.Path, "none"))
        );
        Assert.Contains(
            "No project file",
            (
                await Assert.ThrowsExactlyAsync<FileNotFoundException>(() => DefaultDockerfile.CreateAsync(folder.Path))
            ).Message
        );

        folder.Write("Goods.csproj", Library);
        Assert.Contains(
            "library",
            (
                await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
                    DefaultDockerfile.CreateAsync(folder.Path)
                )
            ).Message
        );
        Assert.Contains(
            "Project 'x.csproj' not found",
            (
                await Assert.ThrowsExactlyAsync<FileNotFoundException>(() =>
                    DefaultDockerfile.CreateAsync(folder.Path, "x.csproj")
                )
            ).Message
        );

        folder.Write("Shop.csproj", Console);
        Assert.Contains(
            "Goods.csproj, Shop.csproj",
            (
                await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
                    DefaultDockerfile.CreateAsync(folder.Path)
                )
            ).Message
        );

        folder.Write("Broken.csproj", "<Project");
        Assert.Contains(
            "MSB4025",
            (
                await Assert.ThrowsExactlyAsync<InvalidOperationException>(() =>
                    DefaultDockerfile.CreateAsync(folder.Path, "Broken.csproj")
                )
            ).Message
        );
        Assert.IsFalse(File.Exists(Path.Combine(folder.Path, "Dockerfile")));
    }

    private static string Names(TemporaryFolder folder) =>
        string.Join(
            ' ',
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
}
