namespace Dockerize.Package.Tests;

/// <summary>A writer that calls a delegate for each line.</summary>
internal sealed class Lines(Action<string> written) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        written(value ?? "");
    }
}
