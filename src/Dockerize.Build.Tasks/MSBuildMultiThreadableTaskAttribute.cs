namespace Microsoft.Build.Framework;

/// <summary>
/// Marks a task that can run in parallel with other tasks in one process (<c>-mt</c>). The task must not use the
/// current directory and must not set environment variables. MSBuild finds the attribute by name, and only on the class
/// of the task itself. Older versions ignore it. A task without the attribute runs in a separate process.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
