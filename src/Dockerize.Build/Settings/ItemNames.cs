namespace Dockerize.Build.Settings;

/// <summary>Formats items of a project for messages.</summary>
internal static class ItemNames
{
    private const int Maximum = 3;

    /// <summary>The item type and the items: <c>DockerSystemPackage 'libfoo', 'libbar'</c>.</summary>
    /// <param name="type">The item type.</param>
    /// <param name="items">The texts in <c>Include</c>.</param>
    /// <returns>The text; empty if there are no items.</returns>
    public static string Format(ItemSetting type, IEnumerable<string> items)
    {
        string[] names = [.. items.Where(item => item.Length > 0).Distinct(StringComparer.Ordinal)];
        if (names.Length == 0)
            return "";

        var rest = names.Length > Maximum ? FormattableString.Invariant($" and {names.Length - Maximum} more") : "";
        return $"{type.Name} {string.Join(", ", names.Take(Maximum).Select(name => $"'{name}'"))}{rest}";
    }
}
