namespace Dockerize.Build.Tests;

/// <summary>The project or solution that a command line builds.</summary>
[TestClass]
public sealed class EntryProjectTests
{
    [TestMethod]
    [DataRow("publish", "Shop.slnx")]
    [DataRow("publish Shop.slnx", "Shop.slnx")]
    [DataRow("publish -c Release Api/Api.csproj", "Api/Api.csproj")]
    [DataRow("msbuild dirs/dirs.proj -t:Publish", "dirs/dirs.proj")]
    [DataRow("publish Api", "Api/Api.csproj")]
    [DataRow("publish -o out Api", "Api/Api.csproj")]
    [DataRow("publish ./Api/ -p:Project=Other.csproj", "Api/Api.csproj")]
    [DataRow("build", "Shop.slnx")]
    [DataRow("-t:Publish build", "build/all.proj")]
    [DataRow("publish app.cs", "")]
    public void Project_is_found_by_its_path_or_its_folder(string commandLine, string expected)
    {
        using var folder = new TemporaryFolder();
        string[] files = ["Shop.slnx", "Api/Api.csproj", "dirs/dirs.proj", "build/all.proj", "out/Api.dll"];
        foreach (var file in files)
            folder.Write(file, "");

        var found = EntryProject.Find(["dotnet", .. commandLine.Split(' ')], folder.Path);

        Assert.AreEqual(expected.Length == 0 ? null : Path.GetFullPath(Path.Combine(folder.Path, expected)), found);
    }

    [TestMethod]
    public void Project_is_not_known_in_a_folder_without_projects()
    {
        using var folder = new TemporaryFolder();

        Assert.IsNull(EntryProject.Find(["dotnet", "publish", "missing.csproj"], folder.Path));
    }
}
