namespace Dockerize.Package.Tests;

/// <summary>Images of the engine that have no name.</summary>
internal static class UnnamedImages
{
    /// <summary>
    /// Checks which images have no name. As after <c>docker build</c>, these are the replaced images. The images of the
    /// platforms of a multi-platform image are not listed.
    /// </summary>
    /// <param name="label">The value of the label <c>test</c> of the images.</param>
    /// <param name="replaced">The digests of the replaced indexes.</param>
    public static async Task AssertAsync(string label, params string[] replaced)
    {
        // Podman removes replaced indexes, and lists the images of an index as images without a name.
        if (TestMachine.Engine.IsPodman)
            return;

        string[] filters = ["-f", "dangling=true", "-f", $"label=test={label}"];
        var ids = await CommandLine.DockerAsync(["images", "-q", "--no-trunc", .. filters]);
        CollectionAssert.AreEquivalent(replaced, ids.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
