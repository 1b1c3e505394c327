using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>The variables of FROM: the ARG instructions above the first stage.</summary>
/// <param name="options">The build options: values of ARG, and the platform.</param>
internal sealed class FromVariables(BuildOptions options)
{
    /// <summary>
    /// The maximum number of characters that the variables of an instruction expand to. The name of an image has at
    /// most 255. Without a limit, each ARG could double the last one.
    /// </summary>
    public const int MaximumExpansion = 64 * 1024;

    private static readonly Regex Variable = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?:(?<colon>:)?(?<operator>[-+])(?<word>(?:[^{}]|\{[^{}]*\})*))?\})",
        RegexOptions.CultureInvariant
    );

    private readonly Dictionary<string, string?> variables = new(StringComparer.Ordinal);

    /// <summary>Adds the variables of an ARG instruction.</summary>
    /// <exception cref="InvalidDockerfileException">The variables expand to more than the limit.</exception>
    public void Declare(Instruction instruction, int line)
    {
        foreach (var parts in instruction.Words.Select(word => word.Split(['='], 2)))
        {
            var defaultValue = parts.Length > 1 ? Resolve(Unquote(parts[1]), line) : null;
            variables[parts[0]] = options.Arguments.TryGetValue(parts[0], out var value) ? value : defaultValue;
        }
    }

    /// <summary>Replaces variables by their values. Variables that only the builder knows stay.</summary>
    /// <exception cref="InvalidDockerfileException">The variables expand to more than the limit.</exception>
    public string Resolve(string text, int line)
    {
        var length = 0;
        return Resolve(text);

        string Resolve(string part) =>
            Variable.Replace(
                part,
                match =>
                {
                    var value = ValueOf(match, Resolve(match.Groups["word"].Value));
                    length += value.Length;
                    return length <= MaximumExpansion
                        ? value
                        : throw new InvalidDockerfileException(
                            DockerfileProblem.LongExpansion,
                            options.DockerfilePath,
                            line,
                            MaximumExpansion
                        );
                }
            );
    }

    /// <summary>
    /// True if a resolved name is blank for the builder, in which undeclared variables are empty.
    /// </summary>
    public static bool IsBlank(string name) =>
        string.IsNullOrWhiteSpace(
            Variable.Replace(name, match => BuildKitSyntax.HasPlatformVariable(match.Value) ? match.Value : "")
        );

    /// <summary>A word without its quotes.</summary>
    public static string Unquote(string word) => word.Trim('"', '\'');

    private string ValueOf(Match variable, string word)
    {
        var name = variable.Groups["name"].Value;
        var isDeclared = variables.TryGetValue(name, out var value);
        value ??= BuiltIn(name, options.PlatformText);
        var expansion = variable.Groups["operator"].Value;
        if (value is null && (BuildKitSyntax.HasPlatformVariable(name) || (!isDeclared && expansion.Length == 0)))
            return variable.Value;

        // With a colon, an empty value counts as not set.
        var isSet = variable.Groups["colon"].Success ? !string.IsNullOrEmpty(value) : value is not null;
        return expansion switch
        {
            "-" => isSet ? value! : word,
            "+" => isSet ? word : "",
            _ => value ?? "",
        };
    }

    // The variables of every Dockerfile. Without a requested platform their values are the engine's own, which only the
    // builder knows.
    private static string? BuiltIn(string name, string? platform) =>
        (name, platform?.Split('/')) switch
        {
            ("TARGETPLATFORM", not null) => platform,
            ("TARGETOS", [var os, ..]) => os,
            ("TARGETARCH", [_, var architecture, ..]) => architecture,
            ("TARGETVARIANT", [_, _, var variant]) => variant,
            ("TARGETVARIANT", not null) => "",
            _ => null,
        };
}
