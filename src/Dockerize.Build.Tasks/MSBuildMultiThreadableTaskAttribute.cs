namespace Microsoft.Build.Framework;

/// <summary>
/// Says that a task may run beside others in one process (<c>-mt</c>), since it uses neither the current directory nor sets environment
/// variables. MSBuild matches it by name, so that a task can carry it and still run on versions that do not have it; and it looks at the
/// task's own class alone. What is not marked runs in a process of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
