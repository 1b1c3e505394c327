namespace Microsoft.Build.Framework;

/// <summary>
/// Marks a task that can run in parallel with other tasks in one process (<c>-mt</c>): it does not use the current
/// directory and sets no environment variables. MSBuild finds the attribute by name, so that older versions ignore it,
/// and only on the class of the task, not on a base class. A task without it runs in a process of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
