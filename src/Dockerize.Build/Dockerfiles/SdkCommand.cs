using Dockerize.Build.Advice;
using Dockerize.Build.Settings;

namespace Dockerize.Build.Dockerfiles;

/// <summary>
/// The entry point and the command that the .NET SDK's own settings ask for, by the rules of its container publishing
/// (ContainerEntrypoint, ContainerEntrypointArgs, ContainerAppCommand, ContainerAppCommandArgs, ContainerAppCommandInstruction, ContainerDefaultArgs).
/// </summary>
internal sealed record SdkCommand
{
    private static readonly string[] Instructions = ["Entrypoint", "DefaultArgs", "None"];

    /// <summary>ContainerEntrypoint.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>ContainerEntrypointArgs.</summary>
    public IReadOnlyList<string> EntrypointArgs { get; init; } = [];

    /// <summary>ContainerAppCommand; empty: what starts the app.</summary>
    public IReadOnlyList<string> AppCommand { get; init; } = [];

    /// <summary>ContainerAppCommandArgs.</summary>
    public IReadOnlyList<string> AppCommandArgs { get; init; } = [];

    /// <summary>ContainerAppCommandInstruction: where the app's command goes; empty: by what else is set.</summary>
    public string AppCommandInstruction { get; init; } = "";

    /// <summary>ContainerDefaultArgs.</summary>
    public IReadOnlyList<string> DefaultArgs { get; init; } = [];

    /// <summary>The settings of a project.</summary>
    public static SdkCommand Read(ProjectSettings settings) => new()
    {
        Entrypoint = settings.Names("ContainerEntrypoint"),
        EntrypointArgs = settings.Names("ContainerEntrypointArgs"),
        AppCommand = settings.Names("ContainerAppCommand"),
        AppCommandArgs = settings.Names("ContainerAppCommandArgs"),
        AppCommandInstruction = settings.Properties["ContainerAppCommandInstruction"]?.Trim() ?? "",
        DefaultArgs = settings.Names("ContainerDefaultArgs"),
    };

    /// <summary>True if the project sets any of them.</summary>
    public bool IsSet => Entrypoint.Count + EntrypointArgs.Count + AppCommand.Count + AppCommandArgs.Count + DefaultArgs.Count > 0 || AppCommandInstruction.Length > 0;

    /// <summary>What they mean.</summary>
    /// <param name="app">What starts the app.</param>
    /// <param name="inherited">The base image's entry point, which an image without one of its own keeps.</param>
    /// <exception cref="DiagnosticException">DKZ1011: they contradict each other.</exception>
    public (ImageCommand? Entrypoint, ImageCommand? Command) Resolve(IReadOnlyList<string> app, IReadOnlyList<string> inherited)
    {
        var hasEntrypoint = Entrypoint.Count > 0;
        var instruction = AppCommandInstruction.Length > 0 ? AppCommandInstruction : hasEntrypoint || EntrypointArgs.Count > 0 ? "DefaultArgs" : "Entrypoint";
        if (!Instructions.Contains(instruction, StringComparer.Ordinal))
            throw Contradiction("ContainerAppCommandInstruction", instruction, string.Join(", ", Instructions));
        var command = AppCommand.Count > 0 ? AppCommand : instruction == "None" ? [] : app;

        // Older projects set the arguments alone; they are defaults for the app's own entry point.
        if (AppCommandInstruction.Length == 0 && !hasEntrypoint && EntrypointArgs.Count > 0 && DefaultArgs.Count == 0 && AppCommandArgs.Count == 0)
            return (Exec(command), Exec(EntrypointArgs));
        if (EntrypointArgs.Count > 0 && !hasEntrypoint)
            throw Contradiction("ContainerEntrypointArgs", EntrypointArgs[0], "ContainerEntrypoint too, or ContainerAppCommandArgs instead");
        if (instruction == "None" && AppCommand.Count + AppCommandArgs.Count > 0)
            throw Contradiction("ContainerAppCommandInstruction", instruction, "no ContainerAppCommand and no ContainerAppCommandArgs beside it");
        if (instruction == "Entrypoint" && hasEntrypoint)
            throw Contradiction("ContainerAppCommandInstruction", instruction, "no ContainerEntrypoint beside it, or DefaultArgs");

        var entrypoint = hasEntrypoint ? Exec([.. Entrypoint, .. EntrypointArgs]) : Own(inherited);
        return instruction switch
        {
            "Entrypoint" => (Exec([.. command, .. AppCommandArgs]), Exec(DefaultArgs)),
            "DefaultArgs" => (entrypoint, Exec([.. command, .. AppCommandArgs, .. DefaultArgs])),
            _ => (entrypoint, Exec(DefaultArgs)),
        };
    }

    // Some of .NET's images once started `dotnet`, which is no entry point for an app: an empty one takes its place.
    private static ImageCommand? Own(IReadOnlyList<string> inherited) =>
        inherited.Count == 0 ? null : ImageCommand.Exec(inherited is ["dotnet"] or ["/usr/bin/dotnet"] ? [] : inherited);

    private static ImageCommand? Exec(IReadOnlyList<string> arguments) => arguments.Count == 0 ? null : ImageCommand.Exec(arguments);

    private static DiagnosticException Contradiction(string property, string value, string expected) => new(ProjectDiagnostics.InvalidValue(property, value, expected));
}
