using System.Globalization;

namespace Dockerize.Files;

/// <summary>Byte counts as the docker CLI prints them: decimal units, three digits.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Such as <c>12.3 MB</c> for 12,345,678.</summary>
    public static string Format(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
            value /= 1000;
        return value.ToString(value < 10 && unit > 0 ? "0.00" : value < 100 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
