using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Dockerize.Build.Tests;

/// <summary>The references between the namespaces of a module, including those in method bodies.</summary>
internal sealed class NamespaceGraph
{
    private const int MaxExamples = 3;

    /// <summary>
    /// The base class of all errors of the library. It is in the root namespace, so that callers need only one using
    /// directive.
    /// </summary>
    private const string BaseException = "Dockerize.DockerizeException";

    private readonly ModuleDefinition module;
    private readonly Dictionary<(string From, string To), SortedSet<string>> edges = [];

    /// <summary>Reads the references of a module.</summary>
    public NamespaceGraph(ModuleDefinition module)
    {
        this.module = module;
        foreach (var type in module.GetTypes().Where(type => IsOwn(Outermost(type))))
        {
            foreach (var reference in References(type))
                Add(type, reference);
        }
    }

    /// <summary>The references, as <c>From -> To</c>.</summary>
    public IEnumerable<string> References() => edges.Keys.Order().Select(edge => $"{edge.From} -> {edge.To}");

    /// <summary>The references that are part of a cycle, each with examples of types.</summary>
    public IEnumerable<string> FindCycles() =>
        from edge in edges
        where IsReachable(edge.Key.To, edge.Key.From)
        orderby edge.Key
        let examples = string.Join(", ", edge.Value.Take(MaxExamples))
        select $"{edge.Key.From} -> {edge.Key.To} ({edge.Value.Count}): {examples}";

    private static bool IsOwn(TypeReference type) =>
        type.Namespace == "Dockerize" || type.Namespace.StartsWith("Dockerize.", StringComparison.Ordinal);

    private static TypeReference Outermost(TypeReference type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<TypeReference?> References(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(implementation => implementation.InterfaceType),
            .. type.GenericParameters.SelectMany(Constraints),
            .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Methods.SelectMany(References),
        ];

    private static IEnumerable<TypeReference?> References(MethodDefinition method) =>
        [
            .. Signature(method),
            .. method.GenericParameters.SelectMany(Constraints),
            .. method.CustomAttributes.Select(attribute => attribute.AttributeType),
            .. method.HasBody ? References(method.Body) : [],
        ];

    private static IEnumerable<TypeReference?> References(MethodBody body) =>
        [
            .. body.Variables.Select(variable => variable.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. body.Instructions.SelectMany(instruction => Operand(instruction.Operand)),
        ];

    private static IEnumerable<TypeReference?> Operand(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            GenericInstanceMethod generic => [.. Signature(generic), .. generic.GenericArguments],
            MethodReference method => Signature(method),
            _ => [],
        };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)];

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) =>
        parameter.Constraints.Select(constraint => constraint.ConstraintType);

    // The parts of arrays, nullable types, generic instances and other compound types.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic =>
            [
                .. Parts(generic.ElementType),
                .. generic.GenericArguments.SelectMany(Parts),
            ],
            TypeSpecification compound => Parts(compound.ElementType),
            _ => [type],
        };

    private void Add(TypeReference source, TypeReference? reference)
    {
        var from = Outermost(source);
        foreach (var to in Parts(reference).Select(Outermost).Where(IsInModule))
        {
            if (to.Namespace == from.Namespace || to.FullName == BaseException)
                continue;

            if (!edges.TryGetValue((from.Namespace, to.Namespace), out var examples))
                edges.Add((from.Namespace, to.Namespace), examples = new(StringComparer.Ordinal));
            examples.Add($"{from.Name} uses {to.Name}");
        }
    }

    private bool IsInModule(TypeReference type) => IsOwn(type) && module.GetType(type.FullName) is not null;

    private bool IsReachable(string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var current))
        {
            if (current == to)
                return true;
            if (!seen.Add(current))
                continue;

            foreach (var next in edges.Keys.Where(edge => edge.From == current))
                open.Push(next.To);
        }

        return false;
    }
}
