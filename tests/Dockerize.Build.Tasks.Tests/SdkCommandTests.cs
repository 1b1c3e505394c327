namespace Dockerize.Build.Tasks.Tests;

/// <summary>
/// The entry point and the command follow the settings of the .NET SDK, by the rules of PublishContainer. The package
/// tests compare some of these settings with an image that the SDK builds.
/// </summary>
[TestClass]
public sealed class SdkCommandTests
{
    [TestMethod]
    [DataRow("", """ENTRYPOINT ["dotnet","/app/Greeter.dll"]""")]
    [DataRow(
        """<ContainerEntrypoint Include="dotnet" /><ContainerEntrypoint Include="Greeter.dll" />"""
            + """<ContainerEntrypointArgs Include="--fixed" />""",
        """ENTRYPOINT ["dotnet","Greeter.dll","--fixed"]|CMD ["dotnet","/app/Greeter.dll"]"""
    )]
    [DataRow(
        """<ContainerEntrypointArgs Include="--default" />""",
        """ENTRYPOINT ["dotnet","/app/Greeter.dll"]|CMD ["--default"]"""
    )]
    [DataRow(
        """
            <ContainerAppCommand Include="dotnet" /><ContainerAppCommand Include="Greeter.dll" />
            <ContainerAppCommandArgs Include="--always" /><ContainerDefaultArgs Include="--default" />
            """,
        """ENTRYPOINT ["dotnet","Greeter.dll","--always"]|CMD ["--default"]"""
    )]
    [DataRow(
        """<ContainerAppCommandInstruction>DefaultArgs</ContainerAppCommandInstruction>"""
            + """<ContainerDefaultArgs Include="--default" />""",
        """CMD ["dotnet","/app/Greeter.dll","--default"]"""
    )]
    [DataRow(
        """<ContainerAppCommandInstruction>None</ContainerAppCommandInstruction>"""
            + """<ContainerEntrypoint Include="top" />""",
        """ENTRYPOINT ["top"]"""
    )]
    [DataRow(
        """<ContainerEntrypoint Include=" dotnet " /><ContainerEntrypoint Include=" " />""",
        """ENTRYPOINT [" dotnet "," "]|CMD ["dotnet","/app/Greeter.dll"]"""
    )]
    [DataRow(
        """<ContainerDefaultArgs Include="--name" /><ContainerDefaultArgs Include="" />""",
        """ENTRYPOINT ["dotnet","/app/Greeter.dll"]|CMD ["--name",""]"""
    )]
    [DataRow(
        """<DockerCommand>--mine</DockerCommand><ContainerDefaultArgs Include="--default" />""",
        """ENTRYPOINT ["dotnet","/app/Greeter.dll"]|CMD --mine"""
    )]
    public void Entry_point_and_command_follow_the_settings_of_the_SDK(string xml, string expected)
    {
        using var project = new TestProject().Read(xml);

        Assert.AreEqual(expected, Command(project.Generate().Success().Text()));
    }

    [TestMethod]
    [DataRow("""["/tini","--"]""", """ENTRYPOINT ["/tini","--"]|CMD ["dotnet","/app/Greeter.dll"]""")]
    [DataRow("""["dotnet"]""", """ENTRYPOINT []|CMD ["dotnet","/app/Greeter.dll"]""")]
    public void Base_image_entry_point_is_kept_for_DefaultArgs_unless_it_is_dotnet(string inherited, string expected)
    {
        using var engine = new FaultyEngine().HasBase($$"""{"User":"app","Entrypoint":{{inherited}}}""");
        using var project = new TestProject().Use(engine).Set("ContainerAppCommandInstruction", "DefaultArgs");

        Assert.AreEqual(expected, Command(project.Generate().Success().Text()));
    }

    [TestMethod]
    [DataRow(
        "<ContainerAppCommandInstruction>Both</ContainerAppCommandInstruction>",
        "'Both' of ContainerAppCommandInstruction"
    )]
    [DataRow(
        """<ContainerEntrypointArgs Include="a" /><ContainerDefaultArgs Include="b" />""",
        "ContainerEntrypointArgs is 'a'"
    )]
    [DataRow(
        """<ContainerAppCommandInstruction>None</ContainerAppCommandInstruction><ContainerAppCommand Include="a" />""",
        "is 'None'"
    )]
    [DataRow(
        """<ContainerAppCommandInstruction>Entrypoint</ContainerAppCommandInstruction>"""
            + """<ContainerEntrypoint Include="a" />""",
        "is 'Entrypoint'"
    )]
    public void Conflicting_SDK_command_settings_are_an_error(string xml, string part)
    {
        using var project = new TestProject().Read(xml);

        Assert.Contains(part, project.Generate().Error("DKZ1011"));
    }

    private static string Command(string dockerfile) =>
        string.Join(
            '|',
            dockerfile
                .Split('\n')
                .Where(line =>
                    line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)
                    || line.StartsWith("CMD", StringComparison.Ordinal)
                )
        );
}
