using System.Text.RegularExpressions;

namespace Dockerize.Build;

/// <summary>
/// The targets that somebody wrote on MSBuild's command line, <c>-t:Publish;PublishContainer</c> or, as the .NET CLI takes them too, <c>-t Publish</c>. MSBuild tells neither projects nor tasks of them. In a process that
/// builds for another one, as with several projects at once, there is no such command line, and none is found.
/// </summary>
internal static class RequestedTargets
{
    private static readonly Regex Switch = new(@"\A(?:-{1,2}|/)(?:t|target)(?::(?<targets>.+))?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Whether a target is among those of a command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="target">The name of the target.</param>
    public static bool Include(IReadOnlyList<string> arguments, string target) => arguments
        .Zip(arguments.Skip(1).Append(""), Values)
        .SelectMany(targets => targets.Split([';', ','], StringSplitOptions.RemoveEmptyEntries))
        .Any(requested => string.Equals(requested.Trim().Trim('"'), target, StringComparison.OrdinalIgnoreCase));

    private static string Values(string argument, string next) => Switch.Match(argument) switch
    {
        { Success: false } => "",
        var match when match.Groups["targets"].Success => match.Groups["targets"].Value,
        _ => next,
    };
}
