using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Dockerize.Build.Settings;
using Dockerize.Files;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Reserves resources that only one project of a build can have: the name of an image, a file. The projects of a build
/// may run in several processes, so that each resource is a file in the folder for temporary files. MSBuild closes the
/// files when the build ends, and the system then deletes them.
/// </summary>
/// <param name="buildEngine">The build engine of the task.</param>
/// <param name="buildId">An id that the projects of this build share, and no other build has.</param>
/// <param name="properties">The properties of the project.</param>
internal sealed class ClaimFiles(IBuildEngine4 buildEngine, string buildId, ProjectProperties properties)
{
    /// <summary>The number of times that another process's file is read again while it is still empty.</summary>
    private const int MaximumReads = 100;

    // The same project may be built for several frameworks and runtimes.
    private readonly string project = string.Join(
        "\n",
        properties["MSBuildProjectFullPath"],
        properties["TargetFramework"],
        properties["RuntimeIdentifier"]
    );

    /// <summary>Reserves a resource.</summary>
    /// <param name="resource">The resource, in a form that is the same in every project.</param>
    /// <returns>
    /// The full path of the project of this build that has it already; null if it is now this project's.
    /// </returns>
    /// <exception cref="FileUnwritableException">The folder for temporary files cannot be written to.</exception>
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
