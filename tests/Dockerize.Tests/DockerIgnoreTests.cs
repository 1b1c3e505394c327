namespace Dockerize.Tests;

/// <summary>The rules of moby/patternmatcher, which the docker CLI and BuildKit use.</summary>
[TestClass]
public sealed class DockerIgnoreTests
{
    [TestMethod]
    [DataRow("a.txt", "a.txt", true)]
    [DataRow("a.txt", "b/a.txt", false)]
    [DataRow("/a.txt", "a.txt", true)]
    [DataRow("./a.txt", "a.txt", true)]
    [DataRow("b/", "b/c/d", true)]
    [DataRow("b", "b/c/d", true)]
    [DataRow("b/../a", "a", true)]
    [DataRow("*.txt", "a.txt", true)]
    [DataRow("*.txt", "b/a.txt", false)]
    [DataRow("*/a.txt", "b/a.txt", true)]
    [DataRow("*/a.txt", "b/c/a.txt", false)]
    [DataRow("**/a.txt", "a.txt", true)]
    [DataRow("**/a.txt", "b/c/a.txt", true)]
    [DataRow("**/a.txt", "b/xa.txt", false)]
    [DataRow("**a.txt", "b/xa.txt", true)]
    [DataRow("**/*.txt", "b/c/a.txt", true)]
    [DataRow("b/**", "b/c/d", true)]
    [DataRow("b/**", "bc/d", false)]
    [DataRow("b/**/d", "b/d", true)]
    [DataRow("b/**/d", "b/c/c/d", true)]
    [DataRow("**/bin", "src/bin/x.dll", true)]
    [DataRow("a?c", "abc", true)]
    [DataRow("a?c", "a/c", false)]
    [DataRow("[a-c].txt", "b.txt", true)]
    [DataRow("[^a-c].txt", "b.txt", false)]
    [DataRow("[^a-c].txt", "d.txt", true)]
    [DataRow(@"\*.txt", "*.txt", true)]
    [DataRow(@"\*.txt", "a.txt", false)]
    [DataRow("a.txt", "aXtxt", false)]
    [DataRow("a+(b)|{c}$", "a+(b)|{c}$", true)]
    [DataRow("# a.txt", "a.txt", false)]
    [DataRow("a.txt\r", "a.txt", true)]
    [DataRow("\uFEFFa.txt", "a.txt", true)]
    [DataRow("**", "anything/at/all", true)]
    [DataRow("", "a", false)]
    public void A_pattern_excludes_what_it_matches_and_what_is_below_that(string pattern, string path, bool excluded) =>
        Assert.AreEqual(excluded, DockerIgnore.Parse(pattern, "x").Excludes(path));

    [TestMethod]
    [DataRow("*\n!a.txt", "a.txt", false)]
    [DataRow("!a.txt\n*", "a.txt", true)]
    [DataRow("b\n!b/keep\nb/keep/not", "b/keep/not", true)]
    [DataRow("b\n!b/keep\nb/keep/not", "b/keep/this", false)]
    [DataRow("**\n!**/*.csproj", "src/a/a.csproj", false)]
    [DataRow("**\n!**/*.csproj", "src/a/a.cs", true)]
    [DataRow("*.md\n! README.md", "README.md", false)]
    public void The_last_pattern_that_matches_decides(string patterns, string path, bool excluded) =>
        Assert.AreEqual(excluded, DockerIgnore.Parse(patterns, "x").Excludes(path));

    [TestMethod]
    [DataRow("a\n!", 2)]
    [DataRow("[a", 1)]
    [DataRow("a\\", 1)]
    public void What_is_no_pattern_is_an_error_at_its_line(string patterns, int line)
    {
        var diagnostic = Assert.ThrowsExactly<DockerizeException>(() => DockerIgnore.Parse(patterns, "/context/.dockerignore")).Diagnostic;

        Assert.AreEqual("DKZ1020", diagnostic.Code);
        Assert.AreEqual("/context/.dockerignore", diagnostic.File);
        Assert.AreEqual(line, diagnostic.Line);
    }
}
