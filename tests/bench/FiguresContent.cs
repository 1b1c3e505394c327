using System.Globalization;
using System.Security.Cryptography;

namespace Dockerize.Bench;

/// <summary>Files with random content that an app publishes.</summary>
/// <param name="Megabytes">The total size in megabytes.</param>
/// <param name="Files">The number of files.</param>
internal sealed record FiguresContent(int Megabytes, int Files)
{
    /// <summary>The item of the project that publishes the files.</summary>
    public const string Item = "<None Include=\"data/**\" CopyToPublishDirectory=\"PreserveNewest\" />";

    /// <summary>Writes the files to a project folder.</summary>
    /// <param name="project">The full path of the folder.</param>
    public void Write(string project)
    {
        var size = (int)(Megabytes * 1_000_000L / Files);
        for (var index = 0; index < Files; index++)
        {
            var name = index.ToString("00000", CultureInfo.InvariantCulture);
            var folder = Directory.CreateDirectory(Path.Combine(project, "data", name[..3])).FullName;
            File.WriteAllBytes(Path.Combine(folder, name + ".bin"), RandomNumberGenerator.GetBytes(size));
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Megabytes:#,0} MB in {Files:#,0} files");
}
