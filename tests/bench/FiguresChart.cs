using System.Globalization;
using System.Text;

namespace Dockerize.Bench;

/// <summary>The picture docs/images/figures.svg, readable on light and dark backgrounds.</summary>
/// <param name="page">The figures.</param>
internal sealed class FiguresChart(FiguresPage page)
{
    private const int Width = 784;
    private const int Left = 148;
    private const int BarHeight = 14;
    private const int BarStep = 18;

    private static readonly (string Tool, string Name, string Class)[] Tools =
    [
        (FiguresPage.Dockerize, "Dockerize.Build", "ours"),
        (FiguresPage.Sdk, "PublishContainer", "sdk"),
        (FiguresPage.TwoCopies, "docker build", "cli"),
    ];

    public override string ToString()
    {
        const string Store = FiguresPage.NewerStore;
        var panels = new (string Title, string Unit, (string Group, Func<string, double?> Value)[] Groups)[]
        {
            (
                "Seconds that the image adds to dotnet publish",
                "0.00 s",
                [
                    .. new[] { FiguresPage.Unchanged, FiguresPage.Line, FiguresPage.First }.Select(change =>
                        (change, (Func<string, double?>)(tool => page.Added(Store, tool, Figure.Engine, change)))
                    ),
                    ("one line, pushed", tool => page.Added(Store, tool, Figure.Registry, FiguresPage.Line)),
                ]
            ),
            (
                "Megabytes pushed to the registry",
                "0.00 MB",
                [
                    (
                        FiguresPage.Line,
                        tool => page.Of(Store, tool, Figure.Registry, FiguresPage.Line, each => each.Pushed / 1e6)
                    ),
                ]
            ),
        };
        var body = new StringBuilder();
        var y = 30;
        foreach (var (title, unit, groups) in panels)
        {
            var largest = groups.SelectMany(group => Tools.Select(tool => group.Value(tool.Tool) ?? 0)).Max();
            Text(body, 16, y, "title", title);
            y += 16;
            foreach (var (name, value) in groups)
            {
                Text(body, Left - 10, y + BarStep + 11, "group", name);
                foreach (var (tool, _, style) in Tools)
                {
                    if (value(tool) is not { } amount)
                        continue;

                    var length = Math.Max(2, Math.Max(0, amount) / largest * (Width - Left - 90));
                    body.Append(
                        CultureInfo.InvariantCulture,
                        $"  <rect class=\"{style}\" x=\"{Left}\" y=\"{y}\" width=\"{length:0.#}\" "
                            + $"height=\"{BarHeight}\" rx=\"3\"/>\n"
                    );
                    Text(
                        body,
                        Left + length + 6,
                        y + 11,
                        style == "ours" ? "value strong" : "value",
                        amount.ToString(unit, CultureInfo.InvariantCulture)
                    );
                    y += BarStep;
                }

                y += 12;
            }

            y += 26;
        }

        var x = 16;
        foreach (var (_, name, style) in Tools)
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $"  <rect class=\"{style}\" x=\"{x}\" y=\"{y - 12}\" width=\"12\" height=\"12\" rx=\"3\"/>\n"
            );
            Text(body, x + 18, y - 2, "legend", name);
            x += 40 + (name.Length * 8);
        }

        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{Width}} {{y + 14}}" width="{{Width}}" height="{{y
                + 14}}" role="img" aria-labelledby="title description">
              <title id="title">The cost of an image</title>
              <desc id="description">Bars compare Dockerize.Build, PublishContainer and docker build for a web app of 66 MB. The
                figures are also in the tables of figures.md.</desc>
              <style>
                .panel { fill: #ffffff; stroke: #d0d7de }
                .ours { fill: #0969da }
                .sdk { fill: #8c959f }
                .cli { fill: #c4cbd3 }
                text { fill: #1f2328; font: 13px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif }
                .title { font-size: 15px; font-weight: 600 }
                .group { text-anchor: end }
                .value, .legend { fill: #59636e }
                .strong { fill: #0969da; font-weight: 600 }
                @media (prefers-color-scheme: dark) {
                  .panel { fill: #0d1117; stroke: #3d444d }
                  .ours { fill: #58a6ff }
                  .sdk { fill: #7d8590 }
                  .cli { fill: #484f58 }
                  text { fill: #f0f6fc }
                  .value, .legend { fill: #9198a1 }
                  .strong { fill: #79c0ff }
                }
              </style>
              <rect class="panel" x="0.5" y="0.5" width="{{Width - 1}}" height="{{y + 13}}" rx="6"/>
            {{body}}</svg>

            """;
    }

    private static void Text(StringBuilder body, double x, double y, string style, string text) =>
        body.Append(
            CultureInfo.InvariantCulture,
            $"  <text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{text}</text>\n"
        );
}
