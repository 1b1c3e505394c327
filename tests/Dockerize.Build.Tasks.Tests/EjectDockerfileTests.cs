namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// An ejected Dockerfile builds the image of the generated one. Later publishes compare it with the project, and files
/// of the user are never overwritten.
/// </summary>
[TestClass]
public sealed class EjectDockerfileTests
{
    private const string ProjectText = "<Project>\n  <PropertyGroup>\n    <A>1</A>\n  </PropertyGroup>\n</Project>\n";

    [TestMethod]
    public void Source_Dockerfile_restores_and_publishes_in_the_first_stage()
    {
        using var project = NewProject();
        project.Write("nuget.config", "<configuration />");
        project.Write("Program.cs", "");
        project.Write("obj/x.props", "");
        project.Add("DockerSystemPackage", "tini");
        project.Add("_DockerProjectLabel", "org.opencontainers.image.version", ("Value", "1.0.0"));
        project.Add("_DockerProjectLabel", "org.opencontainers.image.authors", ("Value", "Contoso"));

        var result = project.Eject().Success();

        Assert.AreEqual(project.PathOf("Dockerfile"), result.Task.DockerfilePath);
        Assert.AreEqual(
            """
            # Ejected by Dockerize.Build: the image of Greeter from source. Edit this file as you like.
            # Dockerfile.ejected is a copy of this text. Publishes warn if the project would now generate another one.
            # Base image: Greeter targets .NET 10.0 and requires the .NET runtime.
            # User: the non-root user of .NET images, APP_UID.

            FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
            WORKDIR /src
            COPY Greeter.csproj nuget.config /src/
            RUN dotnet restore Greeter.csproj
            COPY . .
            RUN dotnet publish Greeter.csproj -c Release --no-restore \
                -p:DockerBuild=false -p:DockerBuildFile= -p:DockerBuildContextOutput=/context \
                -p:DockerPlatform=linux/$(uname -m) \
                && mkdir -p /context/app \
                && for layer in runtime packages assets projects; do \
                [ ! -d /context/$layer ] || cp -a /context/$layer/. /context/app/; done

            FROM mcr.microsoft.com/dotnet/runtime:10.0

            USER root
            RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*

            ENTRYPOINT ["dotnet","/app/Greeter.dll"]

            COPY --from=build /context/app/ /
            WORKDIR /app

            USER $APP_UID
            LABEL org.opencontainers.image.authors="Contoso" \
                org.opencontainers.image.base.name="mcr.microsoft.com/dotnet/runtime:10.0"

            """.Replace("\r\n", "\n", StringComparison.Ordinal),
            Read(project, "Dockerfile")
        );
        Assert.AreEqual(Read(project, "Dockerfile"), Read(project, "Dockerfile.ejected"));
        Assert.Contains("\n**/obj\n", Read(project, ".dockerignore"));
        Assert.AreEqual(
            ProjectText.Replace(
                "  </P",
                "    <DockerBuildFile>Dockerfile</DockerBuildFile>\n  </P",
                StringComparison.Ordinal
            ),
            Read(project, "Greeter.csproj")
        );
        Assert.Contains("docker build .", string.Concat(result.Information));
    }

    [TestMethod]
    public void Build_context_contains_referenced_projects_and_imported_files()
    {
        using var project = NewProject();
        project.Write("../Pricing/Pricing.csproj", "");
        project.Write("../Other/Other.csproj", "");
        project.Write("../Tax/Tax.csproj", "");
        project.Write("../../Directory.Build.props", "");
        project.Write(
            "obj/project.assets.json",
            """{ "libraries": { "Tax/1.0.0": { "type": "project", "msbuildProject": "../Tax/Tax.csproj" } } }"""
        );
        project.Set("ProjectAssetsFile", project.PathOf("obj/project.assets.json"));
        project.Set("DirectoryBuildPropsPath", project.PathOf("../../Directory.Build.props"));
        project.Add("ProjectReference", project.PathOf("../Pricing/Pricing.csproj"));
        project.Set("DockerPush", "true").Set("DockerBuild", "true").Set("RuntimeIdentifier", "linux-x64");

        project.Eject().Success();

        var text = Read(project, "Dockerfile");
        Assert.Contains("COPY Directory.Build.props /src/\n", text);
        Assert.Contains("COPY src/Pricing/Pricing.csproj /src/src/Pricing/\n", text);
        Assert.Contains("COPY src/Tax/Tax.csproj /src/src/Tax/\n", text);
        Assert.DoesNotContain("Other.csproj", text);
        Assert.Contains("RUN dotnet publish src/Greeter/Greeter.csproj -c Release \\\n", text);
        Assert.Contains("-p:DockerPush=false", text);
        Assert.DoesNotContain("uname", text);
        Assert.Contains("<DockerBuildContext>../..</DockerBuildContext>", Read(project, "Greeter.csproj"));
        Assert.IsFalse(File.Exists(project.PathOf(".dockerignore")));
        Assert.IsTrue(File.Exists(project.PathOf("Dockerfile.dockerignore")));
    }

    [TestMethod]
    public void Published_Dockerfile_builds_the_published_files_with_their_modes()
    {
        using var project = NewProject().Set("DockerEject", "published").Set("DockerPlatform", "linux/x86_64");
        project
            .Publish("runtimes/linux-x64/native/a.so", ("NuGetPackageId", "A"))
            .Publish("runtimes/linux-arm64/native/a.so", ("NuGetPackageId", "A"))
            .Publish("Greeter")
            .Add("DockerWritableDirectory", "data");
        var generated = Context(project);

        project.Eject().Success();
        project.Set("DockerBuildFile", "Dockerfile").Set("DockerBuildContext", "Published");
        var context = Context(project);

        Assert.AreEqual(string.Join(' ', generated), string.Join(' ', context));
        Assert.Contains("app/app/Greeter:755", context);
        Assert.Contains("packages/app/runtimes/linux-x64/native/a.so:", context);
        Assert.DoesNotContain("packages/app/runtimes/linux-arm64/native/a.so:", context);
        Assert.Contains("\nCOPY packages/ /\n", Read(project, "Dockerfile"));
        Assert.Contains("<DockerBuildContext>Published</DockerBuildContext>", Read(project, "Greeter.csproj"));
    }

    [TestMethod]
    [DataRow("source")]
    [DataRow("published")]
    public void Publish_warns_if_the_generated_Dockerfile_would_change(string kind)
    {
        using var project = Ejected(kind);
        Assert.AreEqual("", project.Generate().Success().Warnings);
        // The edits of the user are not compared.
        File.AppendAllText(project.PathOf("Dockerfile"), "LABEL edited=1\n");
        Assert.AreEqual("", project.Generate().Success().Warnings);
        var diff = project.PathOf("obj/Release/net10.0/docker/eject.diff");
        Assert.IsFalse(File.Exists(diff));

        project.Add("DockerEnvironmentVariable", "A", ("Value", "1"));
        var result = project.Generate().Success();

        Assert.AreEqual("DKZ1053", result.Warnings);
        Assert.Contains("\n  +ENV A=\"1\"\n", result.Engine.Warnings[0].Message!);
        Assert.Contains(diff, result.Engine.Warnings[0].Message!);
        var text = File.ReadAllText(diff);
        Assert.StartsWith("--- a/Dockerfile\n+++ b/Dockerfile\n@@ -", text);
        Assert.Contains("--- a/Dockerfile.ejected\n", text);
        Assert.Contains("\n+ENV A=\"1\"\n", text);
    }

    [TestMethod]
    public void Published_files_of_new_layers_are_copied_with_the_app()
    {
        using var project = NewProject().Set("DockerEject", "published").AddWebAsset("wwwroot/a.css");
        project.Publish("wwwroot/a.css");
        project.Eject().Success();
        project.Set("DockerBuildFile", "Dockerfile").Set("DockerBuildContext", "Published");
        project.Publish("Dapper.dll", ("NuGetPackageId", "Dapper"));
        project.RemoveWebAsset("wwwroot/a.css");

        var result = project.Generate().Success();

        Assert.AreEqual("DKZ1053", result.Warnings);
        var files = result.Task.ContextFiles.Select(file => file.GetMetadata("ContextPath"));
        Assert.AreEqual(
            "app/app/Dapper.dll app/app/Greeter.dll app/app/Greeter.runtimeconfig.json assets/",
            string.Join(' ', files.Where(file => !file.Contains("wwwroot", StringComparison.Ordinal)))
        );
    }

    [TestMethod]
    public void Publish_does_not_fail_if_the_Dockerfile_cannot_be_compared()
    {
        using var project = Ejected("source").Add("DockerSystemPackage", "a b");

        var result = project.Generate().Success();

        Assert.AreEqual("DKZ1053", result.Warnings);
        Assert.Contains("Could not compare", result.Engine.Warnings[0].Message!);
    }

    [TestMethod]
    public void Dockerfile_without_a_record_is_not_compared()
    {
        using var project = Ejected("source").Add("DockerEnvironmentVariable", "A", ("Value", "1"));
        File.Delete(project.PathOf("Dockerfile.ejected"));

        Assert.AreEqual("DKZ1021", project.Generate().Success().Warnings);
    }

    [TestMethod]
    [DataRow("Dockerfile")]
    [DataRow(".dockerignore")]
    public void File_of_the_user_is_not_overwritten(string file)
    {
        using var project = NewProject();
        project.Write(file, "mine");

        var message = project.Eject().Error("DKZ1054");

        Assert.Contains(project.PathOf(file), message);
        Assert.AreEqual("mine", Read(project, file));
        Assert.AreEqual(ProjectText, Read(project, "Greeter.csproj"));
    }

    [TestMethod]
    [DataRow("Dockerfile")]
    [DataRow(".dockerignore")]
    public void Another_eject_replaces_only_unchanged_files(string file)
    {
        using var project = Ejected("source").Add("DockerEnvironmentVariable", "A", ("Value", "1"));
        // Git can convert line ends.
        var text = Read(project, file).Replace("\n", "\r\n", StringComparison.Ordinal);
        File.WriteAllText(project.PathOf(file), text);
        project.Eject().Success();
        Assert.Contains("ENV A=\"1\"", Read(project, "Dockerfile"));

        File.AppendAllText(project.PathOf(file), "# mine\n");

        Assert.Contains(project.PathOf(file), project.Eject().Error("DKZ1054"));
        Assert.EndsWith("# mine\n", Read(project, file));
    }

    [TestMethod]
    [DataRow("DockerBuildFile", "My.Dockerfile", "DockerBuildFile is set to 'My.Dockerfile'")]
    [DataRow("Dockerize", "false", "Greeter gets no image")]
    [DataRow("MSBuildProjectFullPath", "/nowhere/app.csproj", "dotnet project convert")]
    public void Project_without_a_generated_Dockerfile_is_an_error(string property, string value, string text)
    {
        using var project = NewProject().Set(property, value);

        Assert.Contains(text, project.Eject().Error("DKZ1054"));
    }

    [TestMethod]
    public void Lines_to_add_are_logged_if_the_project_file_cannot_be_edited()
    {
        using var project = NewProject();
        project.Write("Greeter.csproj", "<Project />");

        var result = project.Eject().Success();

        Assert.AreEqual("<Project />", Read(project, "Greeter.csproj"));
        Assert.Contains("Add <DockerBuildFile>Dockerfile</DockerBuildFile>", string.Concat(result.Information));
    }

    private static TestProject NewProject()
    {
        var project = new TestProject();
        project.Write("Greeter.csproj", ProjectText);
        return project;
    }

    private static TestProject Ejected(string kind)
    {
        var project = NewProject().Set("DockerEject", kind);
        project.Eject().Success();
        project.Set("DockerBuildFile", "Dockerfile");
        return kind == "published" ? project.Set("DockerBuildContext", "Published") : project;
    }

    private static string Read(TestProject project, string file) => File.ReadAllText(project.PathOf(file));

    private static List<string> Context(TestProject project) =>
        [
            .. project
                .Generate()
                .Success()
                .Task.ContextFiles.Select(file => $"{file.GetMetadata("ContextPath")}:{file.GetMetadata("Mode")}"),
        ];
}
