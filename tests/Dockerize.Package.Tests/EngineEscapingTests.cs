using System.Text.Json;
using CsCheck;

namespace Dockerize.Package.Tests;

/// <summary>An engine reads exactly the values that were written to a Dockerfile.</summary>
[TestClass]
public sealed class EngineEscapingTests
{
    private static readonly string[] Values =
    [
        "",
        " ",
        " leading",
        "trailing ",
        "tab\there",
        "carriage\rreturn",
        "\rUSER root\r",
        "\"",
        "'",
        "\\",
        "\\\\",
        "a\\",
        "$",
        "$HOME",
        "${HOME}",
        "\\$HOME",
        "$$",
        "%",
        "%24",
        ";",
        "#",
        "# no comment",
        "\ud83d\ude00",
        "Grüße, 世界",
        "USER root",
        "a=b c=\"d\"",
        "[\"a\",\"b\"]",
        "<<EOF",
        "--chown=x",
        "`",
        "C:\\dir\\new",
        "a\\\"b",
        "{{.Config}}",
        "\u0001",
        "\u2028",
        new('x', 60_000),
        string.Concat(Enumerable.Repeat("\"\\$", 20_000)),
    ];

    [TestMethod]
    public async Task Variables_and_labels_reach_the_image_unchanged() => await AssertUnchangedAsync(Values);

    [TestMethod]
    public async Task Random_variables_and_labels_reach_the_image_unchanged()
    {
        var values = new List<string>();
        Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.OneOf('\t', 'ä', '文', '"', '\\', '$', '#')), 0, 80]
            .Sample(values.Add, iter: 60, threads: 1);
        await AssertUnchangedAsync(values);
    }

    [TestMethod]
    public async Task Entry_points_working_directories_and_volumes_reach_the_image_unchanged()
    {
        string[] arguments = [.. Values.Where(value => value.Length is > 0 and < 100)];
        const string Directory = "/srv/it's \"my\" $HOME\\x #1";
        var config = await BuildAsync(
            Instruction.Exec("ENTRYPOINT", arguments),
            Instruction.Exec("CMD", arguments),
            new Instruction("WORKDIR", Instruction.Word("WORKDIR", Directory)),
            Instruction.Exec("VOLUME", [Instruction.Escape("/it's \"my\" $HOME\\x")])
        );

        CollectionAssert.AreEqual(arguments, Strings(config.GetProperty("Entrypoint")));
        CollectionAssert.AreEqual(arguments, Strings(config.GetProperty("Cmd")));
        Assert.AreEqual(Directory, config.GetProperty("WorkingDir").GetString());
        Assert.AreEqual("/it's \"my\" $HOME\\x", config.GetProperty("Volumes").EnumerateObject().Single().Name);
    }

    [TestMethod]
    public async Task Commands_reach_the_shell_unchanged()
    {
        // The shell writes each value from a here-document to a file, which the test reads.
        string[] lines =
        [
            .. Values.Where(value =>
                // The output of the container is read as lines.
                value.Length
                    is > 0
                        and < 100
                && value.IndexOfAny(['\u2028', '\r']) < 0
            ),
        ];
        var script = string.Concat(lines.Select(line => $"cat >> /lines <<'END'\n{line}\nEND\n"));
        using var engine = await DockerEngine.ConnectAsync();
        var image = await BuildImageAsync(engine, RunInstruction.Shell(script));

        Assert.AreEqual(
            string.Join('\n', lines).Trim(),
            await CommandLine.DockerAsync("run", "--rm", image.Id, "cat", "/lines")
        );
        await CommandLine.RemoveImagesAsync(image.Id);
    }

    private static async Task AssertUnchangedAsync(IEnumerable<string> values)
    {
        // One image contains all values. The engine limits its configuration to about 1 MB.
        var pairs = values.Select((value, index) => KeyValuePair.Create($"name{index}", value)).ToList();
        var config = await BuildAsync(Instruction.Pairs("ENV", pairs), Instruction.Pairs("LABEL", pairs));
        var environment = Strings(config.GetProperty("Env"))
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);

        foreach (var (name, value) in pairs)
        {
            Assert.AreEqual(value, environment[name]);
            Assert.AreEqual(value, config.GetProperty("Labels").GetProperty(name).GetString());
        }
    }

    private static async Task<JsonElement> BuildAsync(params Instruction[] instructions)
    {
        using var engine = await DockerEngine.ConnectAsync();
        var image = await BuildImageAsync(engine, instructions);
        var config = JsonDocument
            .Parse(await CommandLine.DockerAsync("image", "inspect", "-f", "{{json .Config}}", image.Id))
            .RootElement;
        await CommandLine.RemoveImagesAsync(image.Id);
        return config;
    }

    private static async Task<ImageInspection> BuildImageAsync(DockerEngine engine, params Instruction[] instructions)
    {
        var dockerfile = Dockerfile.Create(
            [],
            [
                [new("FROM", $"{TestMachine.BaseRegistry}/dotnet/runtime-deps:10.0"), .. instructions],
            ]
        );
        return await new ClassicBuilder(engine.Api).BuildAsync(
            dockerfile,
            BuildContext.Create(dockerfile.Text, []),
            new BuildOptions { DockerfilePath = "Dockerfile" }
        );
    }

    private static string[] Strings(JsonElement array) =>
        [.. array.EnumerateArray().Select(element => element.GetString()!)];
}
