using System.Text;
using CsCheck;

namespace Dockerize.Tests;

/// <summary>
/// Whatever is written into a Dockerfile is what a builder reads out of it: no other value, and never another
/// instruction.
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
    public void Values_of_variables_and_labels_survive_writing_and_reading() =>
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
    public void Paths_survive_as_one_word() =>
        Values
            .Where(value => value.Length > 0)
            .Sample(value =>
                CollectionAssert.AreEqual(new[] { value }, DockerfileWords.Split(Instruction.Word("WORKDIR", value)))
            );

    [TestMethod]
    public void Arguments_of_the_exec_form_survive() =>
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
    public void Commands_are_one_instruction_whatever_they_say() =>
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
    public void Values_of_60000_characters_survive_in_lines_that_builders_can_read(string unit)
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
