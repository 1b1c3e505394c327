using System.Globalization;
using System.Net;
using System.Text;

namespace Dockerize.Build.Reports;

/// <summary>Converts values to HTML and SVG.</summary>
internal static class HtmlText
{
    /// <summary>Escapes a text for an element or an attribute in quotation marks.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Escapes foreign text of limited length.</summary>
    public static string Name(string text) => Escape(ReportText.Name(text));

    /// <summary>
    /// Escapes a path or an image name as code of limited length. A line can break where a part of it begins.
    /// </summary>
    public static string Code(string text)
    {
        var html = new StringBuilder("<code>");
        var name = ReportText.Name(text);
        // A line does not break after the first slash.
        for (var (start, end) = (0, Math.Min(2, name.Length)); start < name.Length; (start, end) = (end, end + 1))
        {
            while (end < name.Length && !(name[end] is '.' or '-' or '@') && name[end - 1] != '/')
                end++;
            html.Append(start == 0 ? "" : "<wbr/>").Append(Escape(name.Substring(start, end - start)));
        }

        return html.Append("</code>").ToString();
    }

    /// <summary>Formats a coordinate.</summary>
    public static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
