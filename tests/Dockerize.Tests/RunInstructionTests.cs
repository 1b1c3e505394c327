namespace Dockerize.Tests;

[TestClass]
public sealed class RunInstructionTests
{
    [TestMethod]
    [DataRow("RUN apt-get install -y curl", "apt-get", "install", "-y", "curl")]
    [DataRow("RUN pip install 'requests>=2'", "pip", "install", "requests>=2")]
    [DataRow("RUN echo 'it'\\''s'", "echo", "it's")]
    [DataRow("RUN echo '$HOME' ''", "echo", "$HOME", "")]
    [DataRow("RUN '/opt/my tool/run'", "/opt/my tool/run")]
    [DataRow("RUN 'A=b' c=d", "A=b", "c=d")]
    [DataRow("RUN 'if' then", "if", "then")]
    [DataRow("RUN [\"/bin/sh\",\"-c\",\"printf %s 'a\\nb'\"]", "printf", "%s", "a\nb")]
    [DataRow("RUN [\"/bin/sh\",\"-c\",\"cat '<<EOF'\"]", "cat", "<<EOF")]
    public void Command_is_a_shell_line_unless_it_requires_the_exec_form(string expected, params string[] command) =>
        Assert.AreEqual(expected, RunInstruction.FromCommand(command).ToString());

    [TestMethod]
    public void Command_that_is_empty_or_contains_NUL_is_rejected()
    {
        Assert.Contains(
            "The command is empty",
            Assert.ThrowsExactly<ArgumentException>(() => RunInstruction.FromCommand([])).Message
        );
        Assert.Contains(
            "The command is empty",
            Assert.ThrowsExactly<ArgumentException>(() => RunInstruction.FromCommand(["", "a"])).Message
        );
        Assert.Contains(
            "NUL",
            Assert.ThrowsExactly<ArgumentException>(() => RunInstruction.FromCommand(["echo", "a\0b"])).Message
        );
    }
}
