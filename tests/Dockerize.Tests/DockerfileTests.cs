namespace Dockerize.Tests;

[TestClass]
public sealed class DockerfileTests
{
    [TestMethod]
    public void Step_lines_include_comments_blank_lines_and_continuations()
    {
        var dockerfile = Dockerfile.Parse(
            "# head\n\nFROM x\nENV A=\"1\" \\\n    # inside\n\n    B=\"2\"\n\nRUN echo \\\\\nUSER app"
        );

        Assert.AreEqual(
            "FROM x|ENV A=\"1\"     B=\"2\"|RUN echo \\\\|USER app",
            string.Join('|', dockerfile.Instructions)
        );
        Assert.AreEqual(
            "0 3 4 9 10 0",
            string.Join(' ', Enumerable.Range(0, 6).Select(step => dockerfile.LineOfStep(step)))
        );
    }

    [TestMethod]
    public void Windows_Dockerfile_is_parsed_with_escape_character_CRLF_and_BOM()
    {
        var dockerfile = Dockerfile.Parse("\uFEFF# escape=`\r\nFROM x\r\nCOPY a `\r\n  C:\\app\\\r\n");

        Assert.AreEqual("FROM x|COPY a   C:\\app\\", string.Join('|', dockerfile.Instructions));
        Assert.AreEqual(3, dockerfile.LineOfStep(2));
    }

    [TestMethod]
    [DataRow("# escape=`\nRUN a `\nb", "RUN a b")]
    [DataRow("# syntax=x\n#Escape = ` \nRUN a `\nb", "RUN a b")]
    [DataRow("# mine\n# escape=`\nRUN a `\nb", "RUN a `|B ")]
    [DataRow("\n# escape=`\nRUN a `\nb", "RUN a `|B ")]
    [DataRow("FROM x\n# escape=`\nRUN a `\nb", "FROM x|RUN a `|B ")]
    public void Parser_directive_is_valid_only_before_comments_and_blank_lines(string text, string expected) =>
        Assert.AreEqual(expected, string.Join('|', Dockerfile.Parse(text).Instructions));

    [TestMethod]
    public void Heredoc_lines_are_part_of_their_instruction()
    {
        var dockerfile = Dockerfile.Parse(
            "FROM x\nRUN <<EOF\n# no comment\n\nCOPY no instruction\nEOF\n"
                + "COPY <<a.txt <<-\"b c\" /to/\nEOF\na.txt\n  \\\n\tb c\n"
                + "RUN 3<<E cat <<<here && echo '<<Q' \"<<R\" $((1<<2)) x<<S \\\n  && true\nbody\nE\n"
                + "RUN [\"cat\", \"<<EOF\"]\nONBUILD RUN <<EOF\necho\nEOF\nENV A=<<EOF\nRUN cat <<NEVER\nUSER app"
        );

        Assert.AreEqual(
            "FROM RUN COPY RUN RUN ONBUILD ENV RUN USER",
            string.Join(' ', dockerfile.Instructions.Select(instruction => instruction.Keyword))
        );
        Assert.AreEqual(
            "1 2 7 12 16 17 20 21 22",
            string.Join(' ', Enumerable.Range(1, 9).Select(step => dockerfile.LineOfStep(step)))
        );
        Assert.AreEqual(
            "RUN <<EOF\n# no comment\n\nCOPY no instruction\nEOF",
            dockerfile.Instructions.ElementAt(1).ToString()
        );
    }

    [TestMethod]
    public void Long_lines_are_continued_and_heredocs_are_unchanged()
    {
        var content = new string('x', 70_000);
        var text =
            $"FROM x\nRUN echo {content}\n# {content}\nCOPY <<EOF <<-end /etc/\n{content}\nEOF\n"
            + $"{content}\n\tend\nENV A={content}\n";

        var folded = Dockerfile.Parse(text).Fold();

        foreach (
            var instruction in new[]
            {
                $"RUN echo {content}",
                $"COPY <<EOF <<-end /etc/\n{content}\nEOF\n{content}\n\tend",
                $"ENV A={content}",
            }
        )
            CollectionAssert.Contains(folded.Instructions.Select(each => each.ToString()).ToArray(), instruction);
        CollectionAssert.AreEqual(
            new[] { content, "EOF", content, "\tend" },
            folded
                .Text.Split('\n')
                .SkipWhile(line => !line.StartsWith("COPY", StringComparison.Ordinal))
                .Skip(1)
                .Take(4)
                .ToArray()
        );
        Assert.AreEqual(
            3,
            folded.Text.Split('\n').Count(line => line.Length > 65_535),
            "the comment and two heredoc lines"
        );
        Assert.Contains(
            $"\n{content}\nEOF\n",
            Dockerfile
                .Create(
                    [],
                    [
                        [.. folded.Instructions],
                    ]
                )
                .Text
        );
    }

    [TestMethod]
    public void Saving_an_unchanged_Dockerfile_does_not_write_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "docker", "Dockerfile");
        var before = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        Dockerfile.Parse("FROM x\n").Save(path);
        File.SetLastWriteTimeUtc(path, before);
        Dockerfile.Parse("FROM x\n").Save(path);
        Assert.AreEqual(before, File.GetLastWriteTimeUtc(path));

        Dockerfile.Parse("FROM y\n").Save(path);
        Assert.AreEqual("FROM y\n", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(path)!), "a temporary file is left");
    }

    [TestMethod]
    public void Path_that_cannot_be_written_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");

        // A folder has the path of the file, so only the temporary file can be written.
        var place = Path.GetDirectoryName(folder.Write("place/file", ""))!;
        Assert.AreEqual(
            "DKZ1002",
            Assert.Throws<Exception>(() => Dockerfile.Parse("FROM x\n").Save(place)).Diagnostic().Code
        );
        Assert.DoesNotContain(
            path => path.StartsWith(place + ".", StringComparison.Ordinal),
            Directory.GetFileSystemEntries(folder.Path)
        );

        var diagnostic = Assert
            .Throws<Exception>(() => Dockerfile.Parse("FROM x\n").Save(Path.Combine(file, "Dockerfile")))
            .Diagnostic();

        Assert.AreEqual("DKZ1002", diagnostic.Code);
    }

    [TestMethod]
    [DataRow(28, "Free disk space")]
    [DataRow(unchecked((int)0x80070070), "Free disk space")]
    [DataRow(122, "quota")]
    [DataRow(69, "quota")]
    [DataRow(unchecked((int)0x8007050F), "quota")]
    [DataRow(30, "writable file system")]
    [DataRow(unchecked((int)0x80070013), "writable file system")]
    [DataRow(5, "permissions of its folder")]
    public void File_write_error_contains_an_action_for_its_cause(int code, string action) =>
        Assert.Contains(
            action,
            new FileUnwritableException("/x", "reason", new IOException("reason", code)).Diagnostic().Message
        );

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Only Linux has /dev/full.")]
    public void Full_disk_is_detected_from_the_error_of_the_system()
    {
        var error = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"));

        Assert.AreEqual(FileWriteFailure.DiskFull, FileErrors.FindWriteFailure(error));
    }

    [TestMethod]
    public void File_name_that_is_too_long_has_its_own_error()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, new string('x', 300));

        var error = Assert.Throws<FileUnwritableException>(() => Dockerfile.Parse("FROM x\n").Save(path));

        Assert.AreEqual(FileWriteFailure.NameTooLong, error.Failure);
        Assert.Contains("too long", error.Diagnostic().Message);
    }

    [TestMethod]
    public void Quotes_dollar_signs_and_backslashes_in_values_are_escaped() =>
        Assert.AreEqual(
            """ENV A="say \"hi\" to \$USER in C:\\dir\\" \""" + "\n    " + """B="" """.TrimEnd(),
            Instruction.Pairs("ENV", [new("A", """say "hi" to $USER in C:\dir\"""), new("B", "")]).ToString()
        );

    [TestMethod]
    [DataRow("/app", "/app")]
    [DataRow("/srv/my app", "\"/srv/my app\"")]
    [DataRow("/a$b", "\"/a\\$b\"")]
    [DataRow("", "\"\"")]
    public void Dockerfile_word_is_quoted_only_if_required(string word, string expected) =>
        Assert.AreEqual(expected, Instruction.Word("WORKDIR", word));

    [TestMethod]
    [DataRow("A", "line\nUSER root", "DKZ1007")]
    [DataRow("A", "line\r\nUSER root", "DKZ1007")]
    [DataRow("A", "a\0b", "DKZ1042")]
    [DataRow("A B", "1", "DKZ1006")]
    [DataRow("A=B", "1", "DKZ1006")]
    [DataRow("", "1", "DKZ1006")]
    [DataRow("A\nUSER root", "1", "DKZ1006")]
    public void Name_or_value_that_no_Dockerfile_can_contain_is_an_error(string name, string value, string code) =>
        Assert.AreEqual(
            code,
            Assert.Throws<Exception>(() => Instruction.Pairs("ENV", [new(name, value)])).Diagnostic().Code
        );

    [TestMethod]
    [DataRow("a\rb")]
    [DataRow("end\r")]
    public void Carriage_return_without_a_line_feed_is_part_of_a_value(string value)
    {
        var dockerfile = Dockerfile.Create(
            [],
            [
                [new("FROM", "x"), Instruction.Pairs("ENV", [new("A", value), new("B", "b")]), new("CMD", "c")],
            ]
        );

        Assert.AreEqual(
            "FROM ENV CMD",
            string.Join(' ', dockerfile.Instructions.Select(instruction => instruction.Keyword))
        );
        Assert.AreEqual($"A={value}", DockerfileWords.Split(dockerfile.Instructions.ElementAt(1).Arguments)[0]);
    }

    [TestMethod]
    public void NUL_character_in_an_instruction_is_an_error()
    {
        Action[] creations =
        [
            () => Instruction.Exec("ENTRYPOINT", ["a", "b\0"]),
            () => Instruction.Exec("VOLUME", ["/a\0"]),
            () => CopyInstruction.Create(["a b\0"], "/"),
            () => RunInstruction.Shell("echo a\0b"),
        ];

        foreach (var creation in creations)
        {
            var error = Assert.ThrowsExactly<InvalidInstructionException>(creation);
            Assert.AreEqual(InstructionPart.Nul, error.Part);
            Assert.AreEqual("DKZ1042", error.Diagnostic().Code);
            Assert.DoesNotContain("line feed", error.Message);
        }
    }

    [TestMethod]
    [DataRow("[\"a\", \"b\"]", "[\"a\",\"b\"]")]
    [DataRow("[ \"a\", \"b\" ]", "[\"a\",\"b\"]")]
    [DataRow("[\"--since\",\"2024-01-01T00:00:00Z\"]", "[\"--since\",\"2024-01-01T00:00:00Z\"]")]
    [DataRow("[ -f /x ] && run", "[ -f /x ] && run")]
    [DataRow(" echo hello ", "echo hello")]
    public void Command_is_a_JSON_array_or_a_shell_command(string text, string expected) =>
        Assert.AreEqual(expected, ImageCommand.Parse("DockerCommand", text)!.ToString());

    [TestMethod]
    [DataRow("[]")]
    [DataRow("[ ]")]
    [DataRow("[\"a\",1]")]
    [DataRow("[\"a\"")]
    [DataRow("two\nlines")]
    [DataRow("takes the next instruction \\")]
    public void Invalid_command_is_an_error(string text) =>
        Assert.AreEqual(
            "DKZ1010",
            Assert.Throws<Exception>(() => ImageCommand.Parse("DockerCommand", text)).Diagnostic().Code
        );

    [TestMethod]
    public void Name_value_pairs_in_one_line_are_parsed_in_order() =>
        Assert.AreEqual(
            "A=1|B= x=y |C=",
            string.Join(
                '|',
                NamedValues.Parse("DockerLabels", " A=1; B= x=y ;C=;\n").Select(pair => $"{pair.Key}={pair.Value}")
            )
        );

    [TestMethod]
    public void Pair_without_an_equals_sign_suggests_escaping_the_semicolon() =>
        StringAssert.Contains(
            Assert.Throws<Exception>(() => NamedValues.Parse("DockerLabels", "A=1;B")).Message,
            "A=1%3BB=2",
            StringComparison.Ordinal
        );
}
