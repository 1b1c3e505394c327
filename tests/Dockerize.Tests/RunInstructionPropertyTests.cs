using System.Diagnostics;
using CsCheck;

namespace Dockerize.Tests;

/// <summary>
/// A program gets the arguments of a command unchanged, after the builder and the shell have parsed them.
/// </summary>
[TestClass]
public sealed class RunInstructionPropertyTests
{
    private static readonly Gen<string> Arguments = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 40],
        Gen.String[
            Gen.OneOf(
                '"',
                '\'',
                '\\',
                '$',
                '`',
                '#',
                ' ',
                '\t',
                '\n',
                '\r',
                '*',
                '?',
                '!',
                '~',
                '<',
                '>',
                '&',
                '|',
                ';',
                '(',
                '{',
                '[',
                '\u00e4',
                '\u6587'
            ),
            0,
            30
        ],
        Gen.OneOf(
            "",
            " ",
            "a\\",
            "$(id)",
            "${HOME}",
            "<<EOF",
            "--mount=type=secret,id=x",
            "[\"a\"]",
            "# no",
            "a\nb",
            "\n",
            "-n",
            "\ud83d\ude00"
        )
    );

    [TestMethod]
    public void Shell_passes_any_arguments_unchanged_to_the_program() =>
        Arguments
            .Array[0, 6]
            .Sample(
                arguments =>
                {
                    var text =
                        $"FROM x\n{RunInstruction.FromCommand(["printf", "%s\u0001", .. arguments])}\nUSER app\n";
                    var instructions = Dockerfile.Parse(text).Instructions.ToList();
                    Assert.AreEqual(
                        "FROM RUN USER",
                        string.Join(' ', instructions.Select(instruction => instruction.Keyword)),
                        text
                    );

                    var expected =
                        arguments.Length == 0
                            ? "\u0001"
                            : string.Concat(arguments.Select(argument => argument + "\u0001"));
                    Assert.AreEqual(expected, Run(instructions[1].Arguments), text);
                },
                iter: 150
            );

    // Runs a command as a builder does: an array is a program with arguments, any other text is a line for /bin/sh.
    private static string Run(string arguments)
    {
        var words = arguments.StartsWith('[')
            ? Newtonsoft.Json.JsonConvert.DeserializeObject<string[]>(arguments)!
            : ["/bin/sh", "-c", arguments];
        using var process = Process.Start(
            new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return output;
    }
}
