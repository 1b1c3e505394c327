using System.Text;

namespace Dockerize.Build.Reports;

/// <summary>Converts values to Markdown.</summary>
internal static class MarkdownText
{
    /// <summary>Formats foreign text as code in a cell of a table. It can end neither the code nor the cell.</summary>
    public static string Code(string text)
    {
        var name = ReportText.Name(text).Replace('\t', ' ').Trim();
        if (name.Length == 0)
            return "";
        // In a table, a backslash before a vertical bar has a meaning even in code.
        if (name.IndexOfAny(['`', '|', '\\']) < 0)
            return $"`{name}`";

        var escaped = new StringBuilder("<code>");
        foreach (var character in name)
        {
            if (character < '\x80' && !char.IsLetterOrDigit(character) && character != ' ')
                escaped.Append("&#").Append((int)character).Append(';');
            else
                escaped.Append(character);
        }

        return escaped.Append("</code>").ToString();
    }

    /// <summary>Draws a bar of text.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    public static string Bar(double share) => new('█', (int)Math.Round(Math.Max(0, Math.Min(1, share)) * 20));
}
