using System.Text;
using CsCheck;

namespace Dockerize.Tests;

/// <summary>
/// A builder reads each value of a generated Dockerfile exactly as it was written, and never as another instruction.
/// </summary>
[TestClass]
public sealed class EscapingPropertyTests
{
    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 60],
        Gen.String[Gen.OneOf('"', '\'', '\\', '$', '#', ' ', '\t', 'a', '{', '}', '[', '\u00e4', '\u6587'), 0, 40],
        Gen.OneOf(
            "",
            " ",
            "\\",
            "\\\\",
            "\"",
            "$",
            "${X}",
            "$X\\",
            "# comment",
            "USER root",
            "FROM x",
            "<<EOF",
            "[\"a\"]",
            "--flag",
            "a\\",
            " lead",
            "trail ",
            "a\rb",
            "\rUSER root",
            "end\r",
            "\ud83d\ude00"
        )
    );

    [TestMethod]
    public void ENV_and_LABEL_values_survive_a_round_trip() =>
        Gen.Select(Values.Array[1, 6], Gen.OneOf("ENV", "LABEL"))
            .Sample(
                (values, keyword) =>
                {
                    var pairs = values.Select((value, index) => KeyValuePair.Create($"n{index}", value)).ToList();
                    var dockerfile = Dockerfile.Create(
                        [],
                        [
                            [new("FROM", "x"), Instruction.Pairs(keyword, pairs), new("STOPSIGNAL", "9")],
                        ]
                    );

                    Assert.AreEqual(
                        $"FROM {keyword} STOPSIGNAL",
                        string.Join(' ', dockerfile.Instructions.Select(instruction => instruction.Keyword))
                    );
                    var words = DockerfileWords.Split(dockerfile.Instructions.ElementAt(1).Arguments);
                    CollectionAssert.AreEqual(pairs.Select(pair => $"{pair.Key}={pair.Value}").ToList(), words);
                }
            );

    [TestMethod]
    public void Paths_survive_a_round_trip_as_one_word() =>
        Values
            .Where(value => value.Length > 0)
            .Sample(value =>
                CollectionAssert.AreEqual(new[] { value }, DockerfileWords.Split(Instruction.Word("WORKDIR", value)))
            );

    [TestMethod]
    public void Exec_form_arguments_survive_a_round_trip() =>
        Values
            .Array[1, 5]
            .Sample(arguments =>
            {
                var dockerfile = Dockerfile.Create(
                    [],
                    [
                        [new("FROM", "x"), Instruction.Exec("ENTRYPOINT", arguments)],
                    ]
                );
                var text = dockerfile.Instructions.ElementAt(1).Arguments;

                CollectionAssert.AreEqual(arguments, Newtonsoft.Json.JsonConvert.DeserializeObject<string[]>(text));
                Assert.AreEqual(text, ImageCommand.Parse("x", text)!.ToString());
            });

    [TestMethod]
    public void Shell_command_with_any_text_is_one_instruction() =>
        Gen.Select(Values, Values)
            .Sample(
                (first, second) =>
                {
                    var dockerfile = Dockerfile.Create(
                        [],
                        [
                            [
                                new("FROM", "x"),
                                RunInstruction.Shell($"echo {first}\n{second}"),
                                RunInstruction.Shell($"echo {first}"),
                                new("USER", "app"),
                            ],
                        ]
                    );

                    Assert.AreEqual(
                        "FROM RUN RUN USER",
                        string.Join(' ', dockerfile.Instructions.Select(instruction => instruction.Keyword))
                    );
                }
            );

    [TestMethod]
    [DataRow("x")]
    [DataRow("\"")]
    [DataRow("\\")]
    [DataRow("$")]
    [DataRow("# ")]
    [DataRow("\ud83d\ude00")]
    public void Values_of_60000_characters_are_split_into_lines_that_builders_accept(string unit)
    {
        var value = string.Concat(Enumerable.Repeat(unit, 60_000 / unit.Length));
        var dockerfile = Dockerfile.Create(
            [],
            [
                [new("FROM", "x"), Instruction.Pairs("ENV", [new("A", value)])],
            ]
        );

        Assert.IsTrue(dockerfile.Text.Split('\n').All(line => Encoding.UTF8.GetByteCount(line) < 65_535));
        Assert.AreEqual("A=" + value, DockerfileWords.Split(dockerfile.Instructions.ElementAt(1).Arguments).Single());
    }
}
