using System.Globalization;
using System.Text;

namespace Dockerize.Bench;

/// <summary>The page docs/figures.md.</summary>
/// <param name="data">The measurements.</param>
internal sealed class FiguresPage(FiguresData data)
{
    public const string Plain = "`dotnet publish`, no image";
    public const string Dockerize = "Dockerize.Build";
    public const string Sdk = "PublishContainer";
    public const string OneCopy = "`docker build`, one `COPY`";
    public const string TwoCopies = "`docker build`, `COPY` of packages and app";

    public const string First = "first build";
    public const string Unchanged = "nothing changed";
    public const string Line = "one line changed";
    public const string Upgrade = "one package upgraded";
    public const string Clone = "fresh clone after a commit";

    public const string NewerStore = "containerd's image store";
    public const string OlderStore = "older image store";

    private static readonly string[] AllChanges = [First, Unchanged, Line, Upgrade, Clone];
    private static readonly string[] AllTools = [Dockerize, Sdk, OneCopy, TwoCopies];

    /// <summary>The median of a value; null without a measurement.</summary>
    public double? Of(string store, string tool, string target, string change, Func<Figure, double> value)
    {
        var values = data
            .Figures.Where(each => (each.Store, each.Tool, each.Target, each.Change) == (store, tool, target, change))
            .Select(value)
            .ToList();
        return values.Count == 0 ? null : Median.Of(values);
    }

    /// <summary>The seconds that the image adds to a publish without an image.</summary>
    public double? Added(string store, string tool, string target, string change) =>
        Of(store, tool, target, change, each => each.Seconds)
        - Of(store, Plain, Figure.Engine, change, each => each.Seconds);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            # Figures

            The time and the bytes that an image costs, for a web app with ten well-known packages: 66 MB in 107 files. All
            tools were measured in the same run, one after the other in each round. With several rounds, the figure is the
            median: five for *nothing changed*, and three for *one line changed*. Publishes vary by up to a second, so small
            differences between two figures, and negative figures, have no meaning.

            ![Seconds that the image adds to a publish, and megabytes that a push sends](images/figures.svg)

            This page and the picture were written by `tests/bench/run.sh figures`:

            - {data.Date.ToString(
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture
            )}, {Processor()}, {Environment.ProcessorCount} processors, {(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9).ToString(
                "0",
                CultureInfo.InvariantCulture
            )} GB of memory, Linux
            - {data.Framework}, PublishContainer of the same SDK
            - Docker {data.Engines[NewerStore]} with containerd's image store, Docker {data.Engines[
                OlderStore
            ]} with the older one
            - engine and registry on the same machine, so the network costs nothing

            """
        );
        foreach (var store in new[] { NewerStore, OlderStore })
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n## Docker {data.Engines[store]} with {(store == NewerStore ? store : "the " + store)}\n"
            );
            Table(
                text,
                "Seconds that the image adds to `dotnet publish`",
                AllTools,
                (tool, change) => Seconds(Added(store, tool, Figure.Engine, change)),
                Plain,
                change =>
                    Of(store, Plain, Figure.Engine, change, each => each.Seconds)
                        ?.ToString("0.00 s", CultureInfo.InvariantCulture)
            );
            Table(
                text,
                "Seconds that the image and its push add",
                AllTools,
                (tool, change) => Seconds(Added(store, tool, Figure.Registry, change))
            );
            Table(
                text,
                "Megabytes sent to the engine",
                AllTools,
                (tool, change) => Megabytes(Of(store, tool, Figure.Engine, change, each => each.Sent))
            );
            Table(
                text,
                "Megabytes pushed",
                AllTools,
                (tool, change) => Megabytes(Of(store, tool, Figure.Registry, change, each => each.Pushed))
            );
            Table(
                text,
                "Peak memory of the largest process, in megabytes",
                AllTools,
                (tool, change) =>
                    Of(store, tool, Figure.Engine, change, each => each.Memory / 1e6)
                        ?.ToString("0", CultureInfo.InvariantCulture)
            );
            Table(
                text,
                "Images without a name that remain",
                AllTools,
                (tool, change) =>
                    Of(store, tool, Figure.Engine, change, each => each.Dangling)
                        ?.ToString("0", CultureInfo.InvariantCulture)
            );
        }

        Sizes(text);
        text.Append(
            """

            ## Terms

            | term | meaning |
            |---|---|
            | first build | No image, no build cache, no `bin` and `obj`. The base image is in the engine. The push is to an empty repository of a registry that has the base image |
            | nothing changed | The same publish again |
            | one line changed | A line was added to Program.cs |
            | one package upgraded | The version of StackExchange.Redis was changed |
            | fresh clone after a commit | `bin` and `obj` were deleted, and one line was changed. The engine still has the last image |
            | Dockerize.Build | `dotnet publish`, and `dotnet publish -p:DockerPush=true` |
            | PublishContainer | `dotnet publish -t:PublishContainer`, to the engine, and to the registry without an engine |
            | `docker build`, one `COPY` | `dotnet publish`, `docker build` with BuildKit over the published files, and `docker push` |
            | `docker build`, `COPY` of packages and app | The same, with one layer for the packages and one for the app |
            | – | Not measured |

            """
        );
        return text.ToString();
    }

    private void Sizes(StringBuilder text)
    {
        string[] changes = [First, Unchanged, Line];
        text.Append(
            CultureInfo.InvariantCulture,
            $"""

            ## Other sizes

            Seconds that the image adds to `dotnet publish`, on Docker {data.Engines[
                NewerStore
            ]} with {NewerStore}. The apps have
            no packages. The files have random content, and are the same in each publish. The projects of the solution are small
            console apps.

            | | | {string.Join(" | ", changes)} |
            |---|---|--:|--:|--:|

            """
        );
        foreach (var content in data.Contents.Append(FiguresSolution.Name))
        {
            foreach (var tool in new[] { Dockerize, Sdk, OneCopy })
            {
                var cells = changes.Select(change =>
                    Seconds(
                        Of(NewerStore, tool, content, change, each => each.Seconds)
                            - Of(NewerStore, Plain, content, change, each => each.Seconds)
                    ) ?? "–"
                );
                if (content != FiguresSolution.Name || tool != OneCopy)
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"| {content} | {tool} | {string.Join(" | ", cells)} |\n"
                    );
            }
        }
    }

    private static void Table(
        StringBuilder text,
        string title,
        string[] tools,
        Func<string, string, string?> value,
        string? extraTool = null,
        Func<string, string?>? extra = null
    )
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{title}**\n\n| | {string.Join(" | ", AllChanges)} |\n|---|");
        text.Append(string.Concat(AllChanges.Select(_ => "--:|"))).Append('\n');
        foreach (var tool in tools)
            Row(tool, change => value(tool, change));
        if (extraTool is not null)
            Row(extraTool, extra!);

        void Row(string tool, Func<string, string?> cell) =>
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {tool} | {string.Join(" | ", AllChanges.Select(change => cell(change) ?? "–"))} |\n"
            );
    }

    private static string? Seconds(double? value) => value?.ToString("+0.00;-0.00", CultureInfo.InvariantCulture);

    private static string? Megabytes(double? bytes) =>
        (bytes / 1e6)?.ToString(bytes < 10e6 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1]
            .Trim()
        ?? "unknown processor";
}
