using System.Text.RegularExpressions;

namespace Dockerize.Build.Tasks;

/// <summary>
/// The targets that somebody wrote on MSBuild's command line, <c>-t:Publish;PublishContainer</c>. MSBuild tells neither projects nor tasks of them. In a process that
/// builds for another one, as with several projects at once, there is no such command line, and none is found.
/// </summary>
internal static class RequestedTargets
{
    private static readonly Regex Switch = new(@"\A(?:-{1,2}|/)(?:t|target):(?<targets>.+)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Whether a target is among them.</summary>
    public static bool Include(string target) => Environment.GetCommandLineArgs()
        .SelectMany(argument => Switch.Match(argument).Groups["targets"].Value.Split([';', ','], StringSplitOptions.RemoveEmptyEntries))
        .Any(requested => string.Equals(requested.Trim().Trim('"'), target, StringComparison.OrdinalIgnoreCase));
}
