using System.Text.RegularExpressions;
using Dockerize.Dockerfiles;

namespace Dockerize.Builds;

/// <summary>
/// The variables of FROM instructions, which are declared by the ARG instructions before the first stage.
/// </summary>
/// <param name="options">The build options: values of ARG, and the platform.</param>
internal sealed class FromVariables(BuildOptions options)
{
    /// <summary>
    /// The maximum number of characters that the variables of an instruction expand to. An image name has at most 255
    /// characters. Without a limit, each ARG instruction could double the length.
    /// </summary>
    public const int MaximumExpansion = 64 * 1024;

    private static readonly Regex Variable = new(
        @"\$(?:(?<name>\w+)|\{(?<name>\w+)(?:(?<colon>:)?(?<operator>[-+])(?<word>(?:[^{}]|\{[^{}]*\})*))?\})",
        RegexOptions.CultureInvariant
    );

    private readonly Dictionary<string, string?> variables = new(StringComparer.Ordinal);

    /// <summary>Adds the variables of an ARG instruction.</summary>
    /// <exception cref="InvalidDockerfileException">
    /// The variables expand to more than <see cref="MaximumExpansion"/> characters.
    /// </exception>
    public void Declare(Instruction instruction, int line)
    {
        foreach (var parts in instruction.Words.Select(word => word.Split(['='], 2)))
        {
            var defaultValue = parts.Length > 1 ? Resolve(Unquote(parts[1]), line) : null;
            variables[parts[0]] = options.Arguments.TryGetValue(parts[0], out var value) ? value : defaultValue;
        }
    }

    /// <summary>
    /// Replaces variables with their values. Variables whose values only the builder knows are not replaced.
    /// </summary>
    /// <exception cref="InvalidDockerfileException">
    /// The variables expand to more than <see cref="MaximumExpansion"/> characters.
    /// </exception>
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
    /// True if a resolved name is blank in the builder, which replaces undeclared variables with nothing.
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

        // With a colon, an empty value is treated as not set.
        var isSet = variable.Groups["colon"].Success ? !string.IsNullOrEmpty(value) : value is not null;
        return expansion switch
        {
            "-" => isSet ? value! : word,
            "+" => isSet ? word : "",
            _ => value ?? "",
        };
    }

    // The platform variables that every Dockerfile has. Without a requested platform, they have the platform of the
    // engine, which only the builder knows.
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
