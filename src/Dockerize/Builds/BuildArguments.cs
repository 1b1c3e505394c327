using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;
using Dockerize.Registries;

namespace Dockerize.Builds;

/// <summary>The values of a Dockerfile's ARG instructions in a build.</summary>
internal static class BuildArguments
{
    // `$NAME`, `${NAME}`, and `${NAME:-…` up to the operator.
    private static readonly Regex Variables = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?<operator>:?[-+?])?)",
        RegexOptions.CultureInvariant
    );

    /// <summary>
    /// The names of the variables without a value that an instruction uses. For FROM, these are all variables without a
    /// value. For other instructions, only variables that an ARG instruction of the same stage declares are checked. A
    /// variable with a default, <c>${NAME:-value}</c>, has a value.
    /// </summary>
    /// <param name="dockerfile">The Dockerfile.</param>
    /// <param name="options">The build options, with the values of arguments.</param>
    /// <param name="line">The line of the instruction, counted from 1.</param>
    public static IReadOnlyList<string> WithoutValue(Dockerfile dockerfile, BuildOptions options, int line)
    {
        var global = new Dictionary<string, bool>(StringComparer.Ordinal);
        var stage = global;
        foreach (var (instruction, at) in dockerfile.Steps)
        {
            var isFrom = instruction.Keyword == "FROM";
            if (at == line)
                return Find(instruction, isFrom ? global : stage, isFrom);

            if (isFrom)
                stage = new Dictionary<string, bool>(StringComparer.Ordinal);
            else if (instruction.Keyword == "ARG")
                instruction.Words.ToList().ForEach(Declare);
        }

        return [];

        void Declare(string word)
        {
            var parts = word.Split(['='], 2);
            var hasValue =
                options.Arguments.TryGetValue(parts[0], out var value) ? value.Length > 0
                : parts.Length > 1 ? parts[1].Trim('"', '\'').Length > 0
                : global.TryGetValue(parts[0], out var inherited) && inherited;
            stage[parts[0]] = hasValue;
        }
    }

    private static string[] Find(Instruction instruction, Dictionary<string, bool> declared, bool isFrom) =>
        [
            .. Variables
                .Matches(instruction.Arguments)
                .Cast<Match>()
                .Where(match => match.Groups["operator"].Length == 0)
                .Select(match => match.Groups["name"].Value)
                .Where(name => declared.TryGetValue(name, out var hasValue) ? !hasValue : isFrom)
                .Where(name => !BuildKitSyntax.HasPlatformVariable(name) && !IsPredefined(name))
                .Distinct(StringComparer.Ordinal),
        ];

    private static bool IsPredefined(string name) =>
        ProxyArguments.Names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
