using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks;

/// <summary>
/// Which project of a build gives an image which name. The projects of a build may run in several processes, so that this is kept in files, one for
/// each name; MSBuild closes them when the build ends, and then they are gone.
/// </summary>
/// <param name="buildEngine">Of the task that claims.</param>
/// <param name="buildId">Something that the projects of this build have in common, and those of no other.</param>
internal sealed class ImageNameClaims(IBuildEngine4 buildEngine, string buildId)
{
    /// <summary>Claims names for a project.</summary>
    /// <param name="names">The names.</param>
    /// <param name="project">Its full path, and what distinguishes it from the same project built for something else.</param>
    /// <exception cref="DockerizeException">DKZ1030: another project of this build has one of them.</exception>
    public void Claim(IEnumerable<ImageReference> names, string project)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(Path.GetTempPath(), $"dockerize-{buildId}-{Key(name)}");
            if (!TryCreate(path, project) && Read(path) is var other && other != project)
                throw new DockerizeException(ProjectDiagnostics.NameOfTwoProjects(name, other.Split('\n')[0]));
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
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    private static string Key(ImageReference name)
    {
        using var sha = SHA256.Create();
        return ContentDigest.Hex(sha.ComputeHash(Encoding.UTF8.GetBytes(name.Canonical))).Substring(0, 16);
    }
}
