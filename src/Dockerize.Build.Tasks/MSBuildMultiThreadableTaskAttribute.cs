namespace Microsoft.Build.Framework;

/// <summary>
/// Says that a task may run beside others in one process (<c>-mt</c>), since it uses neither the current directory nor sets environment
/// variables. MSBuild matches it by name, so that a task can carry it and still run on versions that do not have it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
