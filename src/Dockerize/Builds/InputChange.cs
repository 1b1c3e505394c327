using Dockerize.Reporting;

namespace Dockerize.Builds;

/// <summary>An input that changed since the last build.</summary>
/// <param name="Name">The path of the file in the build context, or the name of the option.</param>
/// <param name="Kind">The kind of the change.</param>
internal sealed record InputChange(string Name, InputChangeKind Kind)
{
    /// <summary>Compares an input with that of the last build.</summary>
    /// <param name="name">The name of the input.</param>
    /// <param name="value">The value; null if the input does not exist.</param>
    /// <param name="last">The value in the last build; null if it did not have the input.</param>
    /// <returns>The change; null if there is none.</returns>
    public static InputChange? Find(string name, string? value, string? last) =>
        value == last ? null
        : last is null ? new(name, InputChangeKind.Added)
        : value is null ? new(name, InputChangeKind.Removed)
        : new(name, InputChangeKind.Changed);

    /// <summary>The change in one line, such as <c>app/Shop.dll changed</c>.</summary>
    public override string ToString()
    {
        var verb = Kind switch
        {
            InputChangeKind.Added => "was added",
            InputChangeKind.Removed => "was removed",
            InputChangeKind.Moved => "moved",
            _ => "changed",
        };
        return $"{BuildStep.Shorten(Name)} {verb}";
    }
}
