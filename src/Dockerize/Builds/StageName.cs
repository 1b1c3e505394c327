using System.Globalization;
using Dockerize.Strings;

namespace Dockerize.Builds;

/// <summary>A name in COPY --from, RUN --mount or FROM that may be the misspelled name of a stage.</summary>
internal sealed class StageName
{
    private const int MaximumLength = 64;

    // Common names of stages. Docker Hub has no official image with one of these names.
    private static readonly HashSet<string> UsualNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "base",
        "build",
        "builder",
        "compile",
        "debug",
        "deps",
        "dev",
        "final",
        "prod",
        "production",
        "publish",
        "release",
        "restore",
        "runtime",
        "test",
    };

    private readonly string name;
    private readonly IEnumerable<BuildStage> stages;
    private readonly bool isUsual;

    private StageName(string name, IEnumerable<BuildStage> stages, bool isUsual)
    {
        this.name = name;
        this.stages = stages;
        this.isUsual = isUsual;
    }

    /// <summary>
    /// True for a number, and for a common name of stages. No official image of Docker Hub has such a name.
    /// </summary>
    public bool IsUsual => isUsual;

    /// <summary>The name in COPY --from or RUN --mount, which may be the name of another stage.</summary>
    /// <returns>The name; null if it can only be the name of an image.</returns>
    public static StageName? OfCopy(string name, BuildStage stage, List<BuildStage> stages) =>
        IsPlain(name)
            ? new StageName(name, stages.Where(other => other != stage), IsNumber(name) || UsualNames.Contains(name))
            : null;

    /// <summary>The name in FROM, which may be the name of an earlier stage.</summary>
    /// <returns>The name; null if it can only be the name of an image.</returns>
    public static StageName? OfFrom(BuildStage stage, List<BuildStage> stages) =>
        stages.Count > 1 && IsPlain(stage.From.Name)
            ? new StageName(
                stage.From.Name,
                stages.TakeWhile(other => other != stage),
                UsualNames.Contains(stage.From.Name)
            )
            : null;

    /// <summary>The most similar name of a stage; null if no stage has a similar name.</summary>
    public string? FindSimilar() =>
        stages
            .Where(stage => !IsDerived(stage))
            .Select(stage => (stage.Alias, Distance: Distance(stage.Alias)))
            .Where(stage => stage.Distance <= Math.Max(stage.Alias.Length, name.Length) / 3)
            .OrderBy(stage => stage.Distance)
            .Select(stage => stage.Alias)
            .FirstOrDefault();

    // A name without a registry, a tag or a variable.
    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= MaximumLength && name.IndexOfAny(['/', ':', '@', '.', '$']) < 0;

    private static bool IsNumber(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    // A stage can be named after an image: FROM nginx AS nginx1, FROM a AS nginx-config. The image is then not a
    // misspelled stage.
    private bool IsDerived(BuildStage stage) =>
        string.Equals(stage.From.Name, name, StringComparison.OrdinalIgnoreCase)
        || (
            !isUsual
            && stage.Alias.Length > name.Length
            && stage.Alias.StartsWith(name, StringComparison.OrdinalIgnoreCase)
            && !char.IsLetter(stage.Alias[name.Length])
        );

    // Names of very different lengths are not compared.
    private int Distance(string other)
    {
        var maximum = Math.Max(other.Length, name.Length);
        if (other.Length is 0 or > MaximumLength || Math.Abs(other.Length - name.Length) > maximum / 3)
            return int.MaxValue;

        return EditDistance.Between(name.ToUpperInvariant(), other.ToUpperInvariant());
    }
}
