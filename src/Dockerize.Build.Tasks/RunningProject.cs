using System.Collections;
using System.Reflection;
using Microsoft.Build.Framework;

namespace Dockerize.Build.Tasks;

/// <summary>
/// The project that runs a task. MSBuild does not pass the project to tasks, so it is read from private members of the
/// build engine. The project is not available if the task runs in a separate process, or if the members differ in
/// another MSBuild version.
/// </summary>
internal sealed class RunningProject
{
    private const BindingFlags AnyMember = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object project;
    private readonly MethodInfo findTargetsBefore;

    private RunningProject(object project, MethodInfo findTargetsBefore, IReadOnlyList<string> requestedTargets)
    {
        this.project = project;
        this.findTargetsBefore = findTargetsBefore;
        RequestedTargets = requestedTargets;
    }

    /// <summary>The targets of the project that the command line, a solution or another project requested.</summary>
    public IReadOnlyList<string> RequestedTargets { get; }

    /// <summary>Finds the project that runs a task.</summary>
    /// <param name="buildEngine">The build engine of the task.</param>
    /// <returns>The project; null if it is not available.</returns>
    public static RunningProject? Find(IBuildEngine buildEngine)
    {
        var entry = Read(buildEngine, "_requestEntry");
        var project = Read(Read(entry, "RequestConfiguration"), "Project");
        var find = project?.GetType().GetMethod("GetTargetsWhichRunBefore", AnyMember, null, [typeof(string)], null);
        return find is not null && Read(Read(entry, "Request"), "Targets") is IEnumerable<string> targets
            ? new RunningProject(project!, find, [.. targets])
            : null;
    }

    /// <summary>
    /// The names of the targets that run before a target because of their <c>BeforeTargets</c>, in the order in which
    /// they run.
    /// </summary>
    /// <param name="target">The name of the target.</param>
    public IEnumerable<string> TargetsBefore(string target) =>
        ((IEnumerable)findTargetsBefore.Invoke(project, [target])!)
            .Cast<object>()
            .Select(specification => Read(specification, "TargetName"))
            .OfType<string>();

    private static object? Read(object? source, string member)
    {
        var type = source?.GetType();
        return type?.GetProperty(member, AnyMember) is { } property
            ? property.GetValue(source)
            : type?.GetField(member, AnyMember)?.GetValue(source);
    }
}
