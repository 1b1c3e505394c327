using System.Globalization;

namespace Dockerize.Files;

/// <summary>Formats byte counts as the docker CLI does, in decimal units with three significant digits.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Formats a number of bytes: <c>12.3 MB</c> for 12,345,678.</summary>
    public static string Format(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
            value /= 1000;

        var format = value switch
        {
            _ when unit == 0 => "0",
            < 10 => "0.00",
            < 100 => "0.0",
            _ => "0",
        };
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
