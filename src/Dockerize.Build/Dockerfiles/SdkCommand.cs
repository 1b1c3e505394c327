using Dockerize.Build.Advice;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The entry point and the command in the container settings of the .NET SDK (ContainerEntrypoint,
/// ContainerEntrypointArgs, ContainerAppCommand, ContainerAppCommandArgs, ContainerAppCommandInstruction,
/// ContainerDefaultArgs). The rules are those of the SDK's container publishing.
/// </summary>
internal sealed record SdkCommand
{
    private static readonly string[] Instructions = ["Entrypoint", "DefaultArgs", "None"];

    /// <summary>The items of ContainerEntrypoint.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The items of ContainerEntrypointArgs.</summary>
    public IReadOnlyList<string> EntrypointArgs { get; init; } = [];

    /// <summary>The items of ContainerAppCommand; empty for the command that starts the app.</summary>
    public IReadOnlyList<string> AppCommand { get; init; } = [];

    /// <summary>The items of ContainerAppCommandArgs.</summary>
    public IReadOnlyList<string> AppCommandArgs { get; init; } = [];

    /// <summary>
    /// The value of ContainerAppCommandInstruction, which specifies the instruction that contains the app's command;
    /// empty to derive it from the other settings.
    /// </summary>
    public string AppCommandInstruction { get; init; } = "";

    /// <summary>The items of ContainerDefaultArgs.</summary>
    public IReadOnlyList<string> DefaultArgs { get; init; } = [];

    /// <summary>Reads the settings of a project.</summary>
    /// <exception cref="DiagnosticException">DKZ1042: an argument contains a NUL character.</exception>
    public static SdkCommand Read(ProjectSettings settings)
    {
        return new()
        {
            Entrypoint = Arguments("ContainerEntrypoint"),
            EntrypointArgs = Arguments("ContainerEntrypointArgs"),
            AppCommand = Arguments("ContainerAppCommand"),
            AppCommandArgs = Arguments("ContainerAppCommandArgs"),
            AppCommandInstruction = settings.Properties["ContainerAppCommandInstruction"]?.Trim() ?? "",
            DefaultArgs = Arguments("ContainerDefaultArgs"),
        };

        // Each item is one argument and is not trimmed, because white space can be significant to a program.
        string[] Arguments(string type)
        {
            string[] arguments = [.. settings.Of(type).Select(item => item.Include)];
            return Array.Exists(arguments, argument => argument.Contains('\0'))
                ? throw new DiagnosticException(SettingDiagnostics.NulCharacter(type))
                : arguments;
        }
    }

    /// <summary>True if the project sets at least one of these settings.</summary>
    public bool IsSet =>
        AppCommandInstruction.Length > 0
        || Entrypoint.Count + EntrypointArgs.Count + AppCommand.Count + AppCommandArgs.Count + DefaultArgs.Count > 0;

    private bool HasEntrypoint => Entrypoint.Count > 0;

    /// <summary>Computes the entry point and the command of the image.</summary>
    /// <param name="app">The command that starts the app.</param>
    /// <param name="inherited">The entry point of the base image, which is used by default.</param>
    /// <exception cref="DiagnosticException">DKZ1011: the settings contradict each other.</exception>
    public (ImageCommand? Entrypoint, ImageCommand? Command) Resolve(
        IReadOnlyList<string> app,
        IReadOnlyList<string> inherited
    )
    {
        var instruction = FindInstruction();
        var isNone = instruction == "None";
        var command = AppCommand.Count == 0 && !isNone ? app : AppCommand;
        if (HasOnlyEntrypointArgs)
            return (Exec(command), Exec(EntrypointArgs));

        RequireNoContradiction(instruction);
        var entrypoint = HasEntrypoint ? Exec([.. Entrypoint, .. EntrypointArgs]) : Inherit(inherited);
        return instruction switch
        {
            "Entrypoint" => (Exec([.. command, .. AppCommandArgs]), Exec(DefaultArgs)),
            "DefaultArgs" => (entrypoint, Exec([.. command, .. AppCommandArgs, .. DefaultArgs])),
            _ => (entrypoint, Exec(DefaultArgs)),
        };
    }

    // Older projects set only ContainerEntrypointArgs, as default arguments for the command of the app.
    private bool HasOnlyEntrypointArgs =>
        EntrypointArgs.Count > 0
        && AppCommandInstruction.Length == 0
        && !HasEntrypoint
        && DefaultArgs.Count == 0
        && AppCommandArgs.Count == 0;

    private string FindInstruction()
    {
        var byDefault = HasEntrypoint || EntrypointArgs.Count > 0 ? "DefaultArgs" : "Entrypoint";
        var instruction = AppCommandInstruction.Length > 0 ? AppCommandInstruction : byDefault;
        return Instructions.Contains(instruction, StringComparer.Ordinal)
            ? instruction
            : throw new DiagnosticException(
                SettingDiagnostics.InvalidValue(
                    "ContainerAppCommandInstruction",
                    instruction,
                    "Entrypoint, DefaultArgs or None"
                )
            );
    }

    private void RequireNoContradiction(string instruction)
    {
        if (EntrypointArgs.Count > 0 && !HasEntrypoint)
            throw new DiagnosticException(SettingDiagnostics.MissingEntrypoint(string.Join(";", EntrypointArgs)));

        var conflict = instruction switch
        {
            "None" when AppCommand.Count > 0 => "ContainerAppCommand",
            "None" when AppCommandArgs.Count > 0 => "ContainerAppCommandArgs",
            "Entrypoint" when HasEntrypoint => "ContainerEntrypoint",
            _ => null,
        };
        if (conflict is not null)
            throw new DiagnosticException(SettingDiagnostics.ConflictingCommand(instruction, conflict));
    }

    // The entry point `dotnet` of older .NET images cannot start an app and is replaced by an empty one.
    private static ImageCommand? Inherit(IReadOnlyList<string> inherited)
    {
        if (inherited.Count == 0)
            return null;

        return ImageCommand.Exec(inherited is ["dotnet"] or ["/usr/bin/dotnet"] ? [] : inherited);
    }

    private static ImageCommand? Exec(IReadOnlyList<string> arguments) =>
        arguments.Count == 0 ? null : ImageCommand.Exec(arguments);
}
