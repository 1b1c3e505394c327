namespace Dockerize.Build.Tests;

/// <summary>The target EjectDockerfile adds properties to a project file, and changes nothing else in it.</summary>
[TestClass]
public sealed class ProjectFileEditTests
{
    private const string Line = "<DockerBuildFile>Dockerfile</DockerBuildFile>";

    private static readonly KeyValuePair<string, string>[] Properties = [new("DockerBuildFile", "Dockerfile")];

    [TestMethod]
    [DataRow("<Project>\n  <PropertyGroup>\n    <A>1</A>\n", "  </PropertyGroup>\n</Project>\n", "    ", "\n")]
    [DataRow("<Project>\r\n\t<PropertyGroup>\r\n\t\t<A>1</A>\r\n", "\t</PropertyGroup>\r\n</Project>", "\t\t", "\r\n")]
    [DataRow(
        "\uFEFF<?xml version='1.0'?>\n<Project>\n <PropertyGroup Condition=\"'$(A)' == ''\">\n  <A>1</A>\n"
            + " </PropertyGroup>\n <PropertyGroup>\n  <B>&lt;</B><!-- last -->\n\n",
        " </PropertyGroup>\n</Project>\n",
        "  ",
        "\n"
    )]
    [DataRow(
        "<Project xmlns='http://schemas.microsoft.com/developer/msbuild/2003'>\n  <PropertyGroup>\n    <A>\n1\n</A>\n",
        "  </PropertyGroup>\n</Project>\n",
        "    ",
        "\n"
    )]
    public void Property_is_added_to_the_first_group_without_a_condition(
        string before,
        string after,
        string indent,
        string newLine
    ) => Assert.AreEqual(before + indent + Line + newLine + after, ProjectFileEdit.Add(before + after, Properties));

    [TestMethod]
    public void Property_with_this_value_is_not_added_again()
    {
        const string Text =
            "<Project><PropertyGroup><DockerBuildFile>Dockerfile</DockerBuildFile></PropertyGroup></Project>";

        Assert.AreEqual(Text, ProjectFileEdit.Add(Text, Properties));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("<Project>")]
    [DataRow("<Project />")]
    [DataRow("<Project><PropertyGroup><A>1</A></PropertyGroup></Project>")]
    [DataRow("<Project>\n<PropertyGroup>\n</PropertyGroup>\n</Project>")]
    [DataRow("<Project>\n<PropertyGroup Condition='false'>\n<A>1</A>\n</PropertyGroup>\n</Project>")]
    [DataRow("<Project>\n<PropertyGroup>\n<A>1</A>\n<!--\n</PropertyGroup>\n-->\n</PropertyGroup>\n</Project>")]
    [DataRow("<Project>\n<PropertyGroup>\n<DockerBuildFile>My</DockerBuildFile>\n</PropertyGroup>\n</Project>")]
    [DataRow(
        "<Project>\n<PropertyGroup>\n<DockerBuildFile Condition='false'>Dockerfile</DockerBuildFile>\n"
            + "</PropertyGroup>\n</Project>"
    )]
    public void File_that_cannot_be_edited_safely_is_not_edited(string text) =>
        Assert.IsNull(ProjectFileEdit.Add(text, Properties));

    [TestMethod]
    public void Bytes_of_the_file_are_kept()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("Shop.csproj", "");
        byte[] before = [0xEF, 0xBB, 0xBF, .. "<Project>\r\n<PropertyGroup>\r\n<A>é</A>\r\n"u8];
        byte[] after = [.. "</PropertyGroup>\r\n</Project>"u8];
        File.WriteAllBytes(path, [.. before, .. after]);

        Assert.IsTrue(ProjectFileEdit.TrySet(path, Properties));
        CollectionAssert.AreEqual(
            (byte[])[.. before, .. "<DockerBuildFile>Dockerfile</DockerBuildFile>\r\n"u8, .. after],
            File.ReadAllBytes(path)
        );

        File.WriteAllBytes(path, [0xFF, 0xFE, (byte)'<', 0]);
        Assert.IsFalse(ProjectFileEdit.TrySet(path, Properties));
    }
}
