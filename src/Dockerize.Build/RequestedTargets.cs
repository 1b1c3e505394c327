using System.Text.RegularExpressions;

namespace Dockerize.Build;

/// <summary>
/// Reads the requested targets from the command line of MSBuild, <c>-t:Publish;PublishContainer</c>, or of the .NET
/// CLI, <c>-t Publish</c>. MSBuild does not pass them to projects or tasks. The command line of a worker node does not
/// contain them, so this must run in the main node.
/// </summary>
internal static class RequestedTargets
{
    private static readonly Regex Switch = new(
        @"\A(?:-{1,2}|/)(?:t|target)(?::(?<targets>.+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    /// <summary>True if a command line requests a target.</summary>
    /// <param name="arguments">The arguments of the command line.</param>
    /// <param name="target">The name of the target.</param>
    public static bool Include(IReadOnlyList<string> arguments, string target) =>
        arguments
            .Zip(arguments.Skip(1).Append(""), Values)
            .SelectMany(targets => targets.Split([';', ','], StringSplitOptions.RemoveEmptyEntries))
            .Any(requested => string.Equals(requested.Trim().Trim('"'), target, StringComparison.OrdinalIgnoreCase));

    private static string Values(string argument, string next) =>
        Switch.Match(argument) switch
        {
            { Success: false } => "",
            var match when match.Groups["targets"].Success => match.Groups["targets"].Value,
            _ => next,
        };
}
