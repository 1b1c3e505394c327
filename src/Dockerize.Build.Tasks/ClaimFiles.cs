using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Dockerize.Build.Settings;
using Dockerize.Files;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Reserves resources that only one project of a build can use, such as an image name or a file. The projects of a
/// build can run in several processes, so each reservation is a file in the folder for temporary files. MSBuild closes
/// these files at the end of the build, and the operating system then deletes them.
/// </summary>
/// <param name="buildEngine">The build engine of the task.</param>
/// <param name="buildId">The unique id of the build, which is the same for all its projects.</param>
/// <param name="properties">The properties of the project.</param>
internal sealed class ClaimFiles(IBuildEngine4 buildEngine, string buildId, ProjectProperties properties)
{
    /// <summary>
    /// The maximum number of attempts to read a file that another process has created but not yet written.
    /// </summary>
    private const int MaximumReads = 100;

    // Includes the framework and the runtime, because a project can be built for several of them.
    private readonly string project = string.Join(
        "\n",
        properties["MSBuildProjectFullPath"],
        properties["TargetFramework"],
        properties["RuntimeIdentifier"]
    );

    /// <summary>Reserves a resource.</summary>
    /// <param name="resource">The key of the resource, which must be the same in every project.</param>
    /// <returns>
    /// The full path of the project that has already reserved the resource; null if it is now reserved for this
    /// project.
    /// </returns>
    /// <exception cref="FileUnwritableException">
    /// The file could not be created or read in the folder for temporary files.
    /// </exception>
    public string? Claim(string resource)
    {
        var path = Path.Combine(Path.GetTempPath(), $"dockerize-{buildId}-{Key(resource)}");
        try
        {
            if (TryCreate(path))
                return null;

            var other = Read(path);
            return other == project ? null : other.Split('\n')[0];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnwritableException(path, exception.Message, exception);
        }
    }

    [SuppressMessage(
        "Reliability",
        "CA2000:Dispose objects before losing scope",
        Justification = "MSBuild disposes registered objects when the build ends."
    )]
    private bool TryCreate(string path)
    {
        FileStream claim;
        try
        {
            const FileShare Share = FileShare.Read | FileShare.Delete;
            claim = new FileStream(path, FileMode.CreateNew, FileAccess.Write, Share, 4096, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        buildEngine.RegisterTaskObject(path, claim, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        var text = Encoding.UTF8.GetBytes(project);
        claim.Write(text, 0, text.Length);
        claim.Flush();
        return true;
    }

    private static string Read(string path)
    {
        var text = "";
        for (var attempt = 0; text.Length == 0 && attempt < MaximumReads; attempt++)
        {
            if (attempt > 0)
                Thread.Sleep(10);
            text = RegularFile.ReadText(path);
        }

        return text;
    }

    private static string Key(string resource)
    {
        using var sha = SHA256.Create();
        return ContentDigest.Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(resource))).Substring(0, 16);
    }
}
