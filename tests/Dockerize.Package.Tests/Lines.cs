namespace Dockerize.Package.Tests;

/// <summary>A writer that tells of each line when it has it.</summary>
internal sealed class Lines(Action<string> written) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        written(value ?? "");
    }
}
