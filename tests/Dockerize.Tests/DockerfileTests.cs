namespace Dockerize.Tests;

[TestClass]
public sealed class DockerfileTests
{
    [TestMethod]
    public void The_line_of_each_step_is_known_across_comments_blank_lines_and_continuations()
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
    public void Windows_files_are_read_with_their_escape_character_their_line_ends_and_their_byte_order_mark()
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
    public void A_directive_is_one_above_all_comments_and_blank_lines_only(string text, string expected) =>
        Assert.AreEqual(expected, string.Join('|', Dockerfile.Parse(text).Instructions));

    [TestMethod]
    public void The_lines_of_a_heredoc_belong_to_their_instruction()
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
    public void A_line_that_is_too_long_is_continued_and_what_a_heredoc_says_stays_as_it_is()
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
            "the comment and the two of the heredocs"
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
    public void Saving_writes_the_file_only_when_it_says_something_else()
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
        Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(path)!), "no draft is left behind");
    }

    [TestMethod]
    public void A_place_that_cannot_be_written_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");

        // In the place of the file there is a folder: only the draft could be written.
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
    [DataRow(28, "Free space")]
    [DataRow(unchecked((int)0x80070070), "Free space")]
    [DataRow(122, "quota")]
    [DataRow(69, "quota")]
    [DataRow(unchecked((int)0x8007050F), "quota")]
    [DataRow(30, "read-only")]
    [DataRow(unchecked((int)0x80070013), "read-only")]
    [DataRow(5, "Make its folder writable")]
    public void A_file_that_cannot_be_written_says_what_to_do(int code, string action) =>
        Assert.Contains(
            action,
            new FileUnwritableException("/x", "reason", new IOException("reason", code)).Diagnostic().Message
        );

    [TestMethod]
    [OSCondition(OperatingSystems.Linux, IgnoreMessage = "Elsewhere no device is always full.")]
    public void A_full_disk_is_known_by_the_error_of_the_system()
    {
        var error = Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"));

        Assert.AreEqual(FileWriteFailure.DiskFull, FileErrors.FindWriteFailure(error));
    }

    [TestMethod]
    public void A_name_that_is_too_long_says_so()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, new string('x', 300));

        var error = Assert.Throws<FileUnwritableException>(() => Dockerfile.Parse("FROM x\n").Save(path));

        Assert.AreEqual(FileWriteFailure.NameTooLong, error.Failure);
        Assert.Contains("too long", error.Diagnostic().Message);
    }

    [TestMethod]
    public void Values_with_quotes_dollars_and_backslashes_are_escaped_where_builders_read_them() =>
        Assert.AreEqual(
            """ENV A="say \"hi\" to \$USER in C:\\dir\\" \""" + "\n    " + """B="" """.TrimEnd(),
            Instruction.Pairs("ENV", [new("A", """say "hi" to $USER in C:\dir\"""), new("B", "")]).ToString()
        );

    [TestMethod]
    [DataRow("/app", "/app")]
    [DataRow("/srv/my app", "\"/srv/my app\"")]
    [DataRow("/a$b", "\"/a\\$b\"")]
    [DataRow("", "\"\"")]
    public void A_word_is_quoted_only_where_it_has_to_be(string word, string expected) =>
        Assert.AreEqual(expected, Instruction.Word("WORKDIR", word));

    [TestMethod]
    [DataRow("A", "line\nUSER root", "DKZ1007")]
    [DataRow("A", "line\r\nUSER root", "DKZ1007")]
    [DataRow("A", "a\0b", "DKZ1042")]
    [DataRow("A B", "1", "DKZ1006")]
    [DataRow("A=B", "1", "DKZ1006")]
    [DataRow("", "1", "DKZ1006")]
    [DataRow("A\nUSER root", "1", "DKZ1006")]
    public void What_no_Dockerfile_can_say_is_an_error_and_never_another_instruction(
        string name,
        string value,
        string code
    ) =>
        Assert.AreEqual(
            code,
            Assert.Throws<Exception>(() => Instruction.Pairs("ENV", [new(name, value)])).Diagnostic().Code
        );

    [TestMethod]
    [DataRow("a\rb")]
    [DataRow("end\r")]
    public void Lone_carriage_return_is_a_character_of_a_value(string value)
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
    public void Nul_in_the_exec_form_is_an_error_of_the_instruction()
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
            Assert.DoesNotContain("line break", error.Message);
        }
    }

    [TestMethod]
    [DataRow("[\"a\", \"b\"]", "[\"a\",\"b\"]")]
    [DataRow("[ \"a\", \"b\" ]", "[\"a\",\"b\"]")]
    [DataRow("[\"--since\",\"2024-01-01T00:00:00Z\"]", "[\"--since\",\"2024-01-01T00:00:00Z\"]")]
    [DataRow("[ -f /x ] && run", "[ -f /x ] && run")]
    [DataRow(" echo hello ", "echo hello")]
    public void A_command_is_an_array_or_a_line_for_the_shell(string text, string expected) =>
        Assert.AreEqual(expected, ImageCommand.Parse("DockerCommand", text)!.ToString());

    [TestMethod]
    [DataRow("[]")]
    [DataRow("[ ]")]
    [DataRow("[\"a\",1]")]
    [DataRow("[\"a\"")]
    [DataRow("two\nlines")]
    [DataRow("takes the next instruction \\")]
    public void What_is_neither_is_an_error(string text) =>
        Assert.AreEqual(
            "DKZ1010",
            Assert.Throws<Exception>(() => ImageCommand.Parse("DockerCommand", text)).Diagnostic().Code
        );

    [TestMethod]
    public void Names_and_values_in_one_line_are_read_in_order() =>
        Assert.AreEqual(
            "A=1|B= x=y |C=",
            string.Join(
                '|',
                NamedValues.Parse("DockerLabels", " A=1; B= x=y ;C=;\n").Select(pair => $"{pair.Key}={pair.Value}")
            )
        );

    [TestMethod]
    public void A_part_without_a_name_is_an_error_that_shows_how_to_write_it() =>
        StringAssert.Contains(
            Assert.Throws<Exception>(() => NamedValues.Parse("DockerLabels", "A=1;B")).Message,
            "A=1%3BB=2",
            StringComparison.Ordinal
        );
}
