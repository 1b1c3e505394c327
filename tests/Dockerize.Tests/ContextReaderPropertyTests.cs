using CsCheck;

namespace Dockerize.Tests;

/// <summary>The files of a user's folder that are part of the build context.</summary>
[TestClass]
public sealed class ContextReaderPropertyTests
{
    [TestMethod]
    public void Context_contains_the_files_that_no_pattern_excludes()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["a", "b", "ab"];
        var paths = (
            from one in names
            from two in names
            from three in names
            from file in new[] { "x", "y.txt" }
            select $"{one}/{two}/{three}/{file}"
        )
            .Append("x")
            .Append("a/x")
            .ToList();
        paths.ForEach(path => folder.Write(path, path));
        var part = Gen.OneOf("a", "b", "ab", "a*", "?", "*", "**", "x", "*.txt", "[^a]");
        var line = Gen.Select(
            Gen.OneOf("", "", "!"),
            part.Array[1, 4],
            (sign, parts) => sign + string.Join('/', parts)
        );

        line.Array[1, 6]
            .Sample(
                lines =>
                {
                    var ignore = DockerIgnore.Parse(string.Join('\n', lines), "x");
                    folder.Write(".dockerignore", string.Join('\n', lines));

                    CollectionAssert.AreEquivalent(
                        paths.Where(path => !ignore.Excludes(path)).Append(".dockerignore").ToList(),
                        ContextReader
                            .Read(folder.Path, Path.Combine(folder.Path, "Dockerfile"))
                            .Where(file => !file.IsFolder)
                            .Select(file => file.Path)
                            .ToList()
                    );
                },
                iter: 100,
                threads: 1
            );
    }
}
