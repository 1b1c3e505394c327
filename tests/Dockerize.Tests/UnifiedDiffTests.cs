using Dockerize.Strings;

namespace Dockerize.Tests;

[TestClass]
public sealed class UnifiedDiffTests
{
    [TestMethod]
    public void Change_has_three_lines_around_it()
    {
        var diff = UnifiedDiff.Compare("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n");

        Assert.AreEqual(
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
            diff.Format("Dockerfile")
        );
        Assert.AreEqual("-5 +five", string.Join(' ', diff.Changes));
    }

    [TestMethod]
    public void Changes_far_from_each_other_have_a_hunk_each()
    {
        var lines = Enumerable.Range(1, 20).Select(line => $"{line}\n").ToList();
        string[] changed = ["new\n", .. lines.Take(19)];

        Assert.AreEqual(
            "--- a/f\n+++ b/f\n@@ -1,3 +1,4 @@\n+new\n 1\n 2\n 3\n@@ -17,4 +18,3 @@\n 17\n 18\n 19\n-20\n",
            UnifiedDiff.Compare(string.Concat(lines), string.Concat(changed)).Format("f")
        );
    }

    [TestMethod]
    [DataRow("", "")]
    [DataRow("a\nb\n", "a\nb\n")]
    public void Equal_texts_have_no_changes(string before, string after) =>
        Assert.AreEqual("", UnifiedDiff.Compare(before, after).Format("f"));

    [TestMethod]
    [DataRow("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n")]
    [DataRow("a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n")]
    [DataRow("a\nb\nc\n", "b\nc\nd\n", "@@ -1,3 +1,3 @@\n-a\n b\n c\n+d\n")]
    public void Line_numbers_are_those_of_git(string before, string after, string hunk) =>
        Assert.AreEqual("--- a/f\n+++ b/f\n" + hunk, UnifiedDiff.Compare(before, after).Format("f"));

    [TestMethod]
    public void Long_texts_are_replaced_as_a_whole()
    {
        var before = string.Concat(Enumerable.Range(0, 3000).Select(line => $"old {line}\nsame\n"));
        var after = string.Concat(Enumerable.Range(0, 3000).Select(line => $"new {line}\nsame\n"));

        Assert.HasCount(2 * 5999, UnifiedDiff.Compare(before, after).Changes);
    }
}
