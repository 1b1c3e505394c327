namespace Dockerize.Tests;

[TestClass]
public sealed class EngineVersionTests
{
    [TestMethod]
    [DataRow("28.5.2", "28.5.2")]
    [DataRow("20.10.0-ce", "20.10.0")]
    [DataRow("20.10.0-ee", "20.10.0")]
    [DataRow("17.06.2-ee-16", "17.6.2")]
    [DataRow("17.12.0-ce-rc1", "17.12.0-rc.1")]
    [DataRow("28.5.2+dfsg4", "28.5.2")]
    [DataRow("24.0.7-0ubuntu4", "24.0.7")]
    [DataRow("20.10.25+dfsg1-2+b4", "20.10.25")]
    [DataRow("v27.0.0-rc.2", "27.0.0-rc.2")]
    [DataRow("5.0.0-dev", "5.0.0-dev")]
    [DataRow(" 19.03 ", "19.3.0")]
    [DataRow("1.2.3.4", "1.2.3.4")]
    public void Engine_version_excludes_editions_and_distribution_suffixes(string text, string expected) =>
        Assert.AreEqual(expected, EngineVersion.Parse(text).ToString());

    [TestMethod]
    public void Prerelease_engine_version_is_older_than_its_release()
    {
        string[] sorted =
        [
            "17.12.0-ce-rc1",
            "17.12.0-ce",
            "18.09.0",
            "20.10.0-ee",
            "20.10.24",
            "27.0.0-dev",
            "27.0.0-beta.2",
            "27.0.0-rc.1",
            "27.0.0-rc.2",
            "27.0.0",
            "28.5.2+dfsg4",
        ];
        for (var older = 0; older < sorted.Length; older++)
        {
            for (var newer = older + 1; newer < sorted.Length; newer++)
            {
                var (first, second) = (EngineVersion.Parse(sorted[older]), EngineVersion.Parse(sorted[newer]));
                Assert.IsTrue(
                    first < second && second > first && first <= second && !(first >= second) && first != second,
                    $"{first} {second}"
                );
            }
        }
    }

    [TestMethod]
    public void Edition_does_not_change_an_engine_version()
    {
        Assert.AreEqual(EngineVersion.Parse("20.10.0"), EngineVersion.Parse("20.10.0-ce"));
        Assert.AreEqual(
            EngineVersion.Parse("20.10.0-ee").GetHashCode(),
            EngineVersion.Parse("20.10.0-ce").GetHashCode()
        );
        Assert.AreEqual(
            (20, 10, 7, false),
            (
                EngineVersion.Parse("20.10.7-ce").Major,
                EngineVersion.Parse("20.10.7-ce").Minor,
                EngineVersion.Parse("20.10.7-ce").Patch,
                EngineVersion.Parse("20.10.7-ce").IsPrerelease
            )
        );
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-ce")]
    [DataRow("twenty")]
    [DataRow("20.x")]
    [DataRow("20.99999999999")]
    [DataRow("1.2.3.4.5")]
    public void Invalid_engine_version_is_rejected(string text)
    {
        Assert.IsFalse(EngineVersion.TryParse(text, out var version));
        Assert.IsNull(version);
        Assert.Contains($"'{text}'", Assert.ThrowsExactly<FormatException>(() => EngineVersion.Parse(text)).Message);
    }
}
