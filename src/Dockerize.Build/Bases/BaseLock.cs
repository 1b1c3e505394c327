using System.Globalization;
using Dockerize.Build.Advice;
using Dockerize.Files;
using Dockerize.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Bases;

/// <summary>
/// The base lock of a project: the digests of its base images, in the file <c>docker.lock.json</c> next to the project.
/// The file is committed to source control.
/// </summary>
/// <param name="path">The full path of the file.</param>
/// <param name="images">The entries by name of the base image, <c>mcr.microsoft.com/dotnet/aspnet:10.0</c>.</param>
internal sealed class BaseLock(string path, IReadOnlyDictionary<string, LockedBase> images)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "docker.lock.json";

    private const int FormatVersion = 1;

    /// <summary>Reads the lock of a project; empty if the file does not exist.</summary>
    /// <param name="directory">The full path of the folder of the project.</param>
    /// <exception cref="DiagnosticException">DKZ1058: the file is invalid.</exception>
    public static BaseLock Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
            return new BaseLock(path, new Dictionary<string, LockedBase>());

        try
        {
            return new BaseLock(path, Read(JObject.Parse(RegularFile.ReadText(path))));
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new DiagnosticException(BaseLockDiagnostics.Invalid(path, exception.Message), exception);
        }
    }

    /// <summary>The entry of a base image; null if there is none.</summary>
    public LockedBase? Find(ImageReference image) => images.TryGetValue(image.Familiar, out var locked) ? locked : null;

    /// <summary>Writes the lock with a new digest for a base image.</summary>
    /// <param name="image">The base image.</param>
    /// <param name="digest">The digest in its registry.</param>
    /// <param name="today">The current time.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Save(ImageReference image, Digest digest, DateTime today)
    {
        var date = today.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var all = new SortedDictionary<string, LockedBase>(StringComparer.Ordinal);
        foreach (var entry in images)
            all[entry.Key] = entry.Value;
        all[image.Familiar] = new LockedBase(digest, date);
        var json = new JObject
        {
            ["version"] = FormatVersion,
            ["images"] = new JObject(
                all.Select(entry => new JProperty(
                    entry.Key,
                    new JObject { ["digest"] = $"{entry.Value.Digest}", ["date"] = entry.Value.Date }
                ))
            ),
        };
        TextFile.Save(path, json + "\n");
    }

    private static Dictionary<string, LockedBase> Read(JObject json)
    {
        if ((json["version"] as JValue)?.Value is not (long)FormatVersion)
            throw new FormatException("version is not 1");
        if (json["images"] is not JObject entries)
            throw new FormatException("images is not an object");

        return entries.Properties().ToDictionary(entry => entry.Name, Read, StringComparer.Ordinal);
    }

    private static LockedBase Read(JProperty entry) =>
        Digest.TryParse($"{(entry.Value as JObject)?["digest"]}", out var digest)
            ? new LockedBase(digest, $"{entry.Value["date"]}")
            : throw new FormatException($"the digest of {entry.Name} is invalid");
}
