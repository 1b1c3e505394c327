using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Dockerize.Build.Advice;
using Dockerize.Files;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks;

/// <summary>
/// What only one project of a build can have: the name of an image, a file. The projects of a build may run in several processes, so that this is kept
/// in files of the temporary folder, one for each such thing; MSBuild closes them when the build ends, and then they are gone.
/// </summary>
/// <param name="buildEngine">Of the task that claims.</param>
/// <param name="buildId">Something that the projects of this build have in common, and those of no other.</param>
internal sealed class BuildClaims(IBuildEngine4 buildEngine, string buildId)
{
    /// <summary>How often the file of another process is read again that has it, and has not yet written into it.</summary>
    private const int Patience = 100;

    /// <summary>Claims something for a project.</summary>
    /// <param name="thing">What, in a form that is the same in every project.</param>
    /// <param name="project">Its full path, and on further lines what distinguishes it from the same project built for something else.</param>
    /// <returns>The full path of the other project of this build that has it; null: it is this one's.</returns>
    /// <exception cref="DockerizeException">DKZ1002: the temporary folder cannot be written to.</exception>
    public string? Claim(string thing, string project)
    {
        var path = Path.Combine(Path.GetTempPath(), $"dockerize-{buildId}-{Key(thing)}");
        try
        {
            return TryCreate(path, project) || Read(path) is var other && other == project ? null : other.Split('\n')[0];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileUnwritableException(path, exception.Message, exception);
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "MSBuild does, when the build ends.")]
    private bool TryCreate(string path, string project)
    {
        FileStream claim;
        try
        {
            claim = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 4096, FileOptions.DeleteOnClose);
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
        for (var attempt = 0; text.Length == 0 && attempt < Patience; attempt++)
        {
            if (attempt > 0)
                Thread.Sleep(10);
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            text = reader.ReadToEnd();
        }

        return text;
    }

    private static string Key(string thing)
    {
        using var sha = SHA256.Create();
        return ContentDigest.Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(thing))).Substring(0, 16);
    }
}
