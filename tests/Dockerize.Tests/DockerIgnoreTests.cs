namespace Dockerize.Tests;

/// <summary>Ignore patterns follow moby/patternmatcher, which the docker CLI and BuildKit use.</summary>
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
    [DataRow("   \t\r", "a", false)]
    [DataRow("/", "a", false)]
    [DataRow(".", "a", false)]
    [DataRow("..", "a", false)]
    [DataRow("../a", "a", false)]
    [DataRow("/../a", "a", true)]
    [DataRow("a.txt  ", "a.txt", true)]
    [DataRow("  a.txt", "a.txt", true)]
    [DataRow("a//b/", "a/b", true)]
    [DataRow(" # a", "# a", true)]
    [DataRow("**/", "a/b", true)]
    [DataRow("**/**", "a/b", true)]
    [DataRow("b/**", "b", false)]
    [DataRow("b/**/", "b", false)]
    [DataRow("b/**/", "b/c", true)]
    [DataRow("b**", "bc/d", true)]
    [DataRow("b**", "ab", false)]
    [DataRow("a**/*.txt", "ab/c/d.txt", true)]
    [DataRow("a**/*.txt", "a/b/c/d.txt", true)]
    [DataRow("b/**/d", "b/cd", false)]
    [DataRow("a**/b", "ab", true)]
    [DataRow("**/a**/b", "x/ab", true)]
    [DataRow("**/.git", "x/.git/HEAD", true)]
    [DataRow("**/.git", "x.git", false)]
    [DataRow("**/a/*/c", "x/a/b/c/d", true)]
    [DataRow("*", ".hidden", true)]
    [DataRow("a*/b", "ax/y/b", false)]
    [DataRow("[^a]", "/", true)]
    [DataRow("x[^a]y", "x/y", true)]
    [DataRow("[a-cx-z]", "y", true)]
    [DataRow("[a^]", "^", true)]
    [DataRow("[.]", ".", true)]
    [DataRow("[.]", "x", false)]
    [DataRow(@"[\]a]", "]", true)]
    [DataRow(@"[\-a]", "-", true)]
    [DataRow(@"[\^a]", "^", true)]
    [DataRow("[+-[]", "A", true)]
    [DataRow("[[a]", "[", true)]
    [DataRow("a]", "a]", true)]
    [DataRow("[a-ζ]", "é", true)]
    [DataRow("[A-Z]", "a", false)]
    [DataRow("A.TXT", "a.txt", false)]
    [DataRow(@"a\\", @"a\", true)]
    [DataRow(@"\!a", "!a", true)]
    [DataRow(@"a\ b", "a b", true)]
    [DataRow(@"\a*", "abc", true)]
    [DataRow("a?b", "a☺b", true)]
    [DataRow("a?b", "a😀b", true)]
    [DataRow("a??b", "a😀b", false)]
    [DataRow("a[^x]b", "a😀b", true)]
    [DataRow("*.ts", "a\n.ts", true)]
    [DataRow("a**/b", "a\n/b", false)]
    [DataRow("[😀a]b", "😀b", true)]
    [DataRow("[a-😀]", "é", true)]
    [DataRow("***", "a/b", true)]
    [DataRow("a***c", "ab/c", true)]
    [DataRow("**/a*/**/c?", "x/ab/y/z/cd", true)]
    [DataRow("**/a*/**/c?", "x/ab/y/z/cde", false)]
    [DataRow("x/**/", "x/y/z", true)]
    [DataRow("**/obj/**", "a/obj/b", true)]
    [DataRow("**/obj/**", "a/xobj/b", false)]
    [DataRow("**/obj/**", "obj", false)]
    [DataRow("*b", "aab", true)]
    [DataRow("*ab", "aaab", true)]
    public void Ignore_pattern_excludes_its_matches_and_all_files_below(string pattern, string path, bool excluded) =>
        Assert.AreEqual(excluded, DockerIgnore.Parse(pattern, "x").Excludes(path));

    [TestMethod]
    [DataRow("*\n!a.txt", "a.txt", false)]
    [DataRow("!a.txt\n*", "a.txt", true)]
    [DataRow("b\n!b/keep\nb/keep/not", "b/keep/not", true)]
    [DataRow("b\n!b/keep\nb/keep/not", "b/keep/this", false)]
    [DataRow("**\n!**/*.csproj", "src/a/a.csproj", false)]
    [DataRow("**\n!**/*.csproj", "src/a/a.cs", true)]
    [DataRow("*.md\n! README.md", "README.md", false)]
    [DataRow("*\n!b", "b/c/d", false)]
    [DataRow("*\n!b/c", "b/c/d", false)]
    [DataRow("*\n!b/c", "b/e", true)]
    [DataRow("b/*\n!b/c\nb/c/*\n!b/c/d", "b/c/d", false)]
    [DataRow("b/*\n!b/c\nb/c/*\n!b/c/d", "b/c/e", true)]
    [DataRow("**\n!src/**\n**/bin", "src/a/bin/x", true)]
    [DataRow("**\n!src/**\n**/bin", "src/a/x", false)]
    [DataRow("a\n!!a", "!a", false)]
    [DataRow("a\n!a\na", "a", true)]
    [DataRow("# !a\na", "a", true)]
    [DataRow("\n\r\na\r\n", "a", true)]
    public void Last_matching_ignore_pattern_decides(string patterns, string path, bool excluded) =>
        Assert.AreEqual(excluded, DockerIgnore.Parse(patterns, "x").Excludes(path));

    [TestMethod]
    [DataRow("a\n!", 2)]
    [DataRow("[a", 1)]
    [DataRow("a\\", 1)]
    [DataRow("a\\ ", 1)]
    [DataRow("!/", 1)]
    [DataRow("x\n\n# y\n[]a]", 4)]
    [DataRow("[a-]", 1)]
    [DataRow("[-a]", 1)]
    [DataRow("[^]", 1)]
    [DataRow("[a-b-c]", 1)]
    [DataRow("*.[z-a]", 1)]
    [DataRow("[a\\", 1)]
    public void Invalid_ignore_pattern_is_an_error_at_its_line(string patterns, int line)
    {
        var diagnostic = Assert
            .Throws<Exception>(() => DockerIgnore.Parse(patterns, "/context/.dockerignore"))
            .Diagnostic();

        Assert.AreEqual("DKZ1020", diagnostic.Code);
        Assert.AreEqual("/context/.dockerignore", diagnostic.File);
        Assert.AreEqual(line, diagnostic.Line);
    }

    [TestMethod]
    [DataRow("*a*a*a*a*a*[b]", false)]
    [DataRow("*a*a*a*a*a*[a]", true)]
    [DataRow("**/*a*a*a*a*a*a*a*a*a*a*a*a*a*[b]", false)]
    [DataRow("[^b]*[^b]*[^b]*[^b]*[^b]*b", false)]
    public async Task Ignore_pattern_with_many_stars_is_matched_in_linear_time(string pattern, bool excluded)
    {
        var path = new string('a', 2_000);

        var match = Task.Run(() => DockerIgnore.Parse(pattern, "x").Excludes(path));

        Assert.AreEqual(excluded, await match.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [TestMethod]
    [DataRow("**/", 1_000, "a", "x/y/a", true)]
    [DataRow("**/", 1_000, "a", "x/y/b", false)]
    [DataRow("*/", 1_000, "a", "x/y/a", false)]
    [DataRow("[a-z]", 100_000, "", "a", false)]
    [DataRow("?*", 100_000, "", "a", false)]
    [DataRow("**", 100_001, "", "a", true)]
    [DataRow("**/?*", 1_000_000, "", "x/y/a", false)]
    [DataRow("**/", 1_000_000, "*", "x/y/a", true)]
    [DataRow("**/*", 1_000_000, "", "x/y/a", false)]
    [DataRow("a", 1_000_000, "*", "a", false)]
    public async Task Ignore_pattern_of_any_length_is_matched(
        string part,
        int count,
        string end,
        string path,
        bool excluded
    )
    {
        var pattern = string.Concat(Enumerable.Repeat(part, count)) + end;

        var match = Task.Run(() => DockerIgnore.Parse(pattern, "x").Excludes(path));

        Assert.AreEqual(excluded, await match.WaitAsync(TimeSpan.FromSeconds(60)));
    }
}
