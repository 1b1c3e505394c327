#if NET
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Dockerize.Tests;

/// <summary>Null for a parameter that must not be null is an error that contains the parameter's name.</summary>
[TestClass]
public sealed class NullArgumentTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    [TestMethod]
    public async Task Null_argument_is_an_error_that_contains_the_parameter_name()
    {
        using var folder = new TemporaryFolder();
        using var faulty = new FaultyEngine();
        using var engine = await DockerEngine.ConnectAsync(faulty.Host);
        using var builder = new ImageBuilder("scratch");
        var samples = Samples(folder, engine, builder);
        var wrong = new List<string>();

        foreach (var (method, parameter) in Parameters())
        {
            var arguments = method
                .GetParameters()
                .Select(other => other.Position == parameter.Position ? null : Sample(other.ParameterType, samples))
                .ToArray();
            var instance = method.IsStatic || method.IsConstructor ? null : Sample(method.DeclaringType!, samples);
            var exception = await CatchAsync(method, instance, arguments);
            if (exception is not ArgumentException argument || argument.ParamName != parameter.Name)
                wrong.Add($"{method.DeclaringType!.Name}.{method.Name}({parameter.Name}): {exception?.GetType().Name}");
        }

        Assert.AreEqual("", string.Join('\n', wrong.Distinct()));
        Assert.HasCount(1, faulty.Requests);
    }

    // Returns the parameters of public members that must not be null. Positional records, messages and exceptions are
    // omitted, because callers do not create them.
    private static IEnumerable<(MethodBase Method, ParameterInfo Parameter)> Parameters() =>
        from type in typeof(DockerEngine).Assembly.GetExportedTypes()
        where
            !type.IsSubclassOf(typeof(Exception))
            && !type.IsSubclassOf(typeof(ProgressMessage))
            && !typeof(Delegate).IsAssignableFrom(type)
            && type.GetMethod("Deconstruct") is null
        from method in Methods(type)
        from parameter in method.GetParameters()
        where
            !parameter.ParameterType.IsValueType
            && !parameter.IsOut
            && Nullability.Create(parameter).WriteState == NullabilityState.NotNull
        select (method, parameter);

    private static IEnumerable<MethodBase> Methods(Type type)
    {
        const BindingFlags own =
            BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        return type.GetConstructors(own)
            .Concat<MethodBase>(type.GetMethods(own).Where(method => !method.IsSpecialName))
            .Where(method => method.GetCustomAttribute<CompilerGeneratedAttribute>() is null);
    }

    private static Dictionary<Type, object> Samples(TemporaryFolder folder, DockerEngine engine, ImageBuilder builder)
    {
        var shop = ImageReference.Parse("shop:1");
        folder.Write("Dockerfile", "FROM scratch\n");
        return new()
        {
            [typeof(string)] = "x",
            [typeof(Stream)] = Stream.Null,
            [typeof(TextWriter)] = TextWriter.Null,
            [typeof(ImageReference)] = shop,
            [typeof(IReadOnlyList<ImageReference>)] = new[] { shop },
            [typeof(ImageSaveRequest)] = new ImageSaveRequest([shop], Path.Combine(folder.Path, "image.tar")),
            [typeof(DockerEngine)] = engine,
            [typeof(ImageBuilder)] = builder,
            [typeof(Dockerfile)] = Dockerfile.Parse("FROM scratch\n"),
            [typeof(Instruction)] = Instruction.Parse("USER app"),
            [typeof(ImageBuildRequest)] = new ImageBuildRequest(folder.Path),
            [typeof(ImagePullRequest)] = new ImagePullRequest(shop),
            [typeof(ImagePushRequest)] = new ImagePushRequest(shop),
            [typeof(ImageInspection)] = new ImageInspection
            {
                Id = "x",
                Os = "linux",
                Architecture = "amd64",
            },
            [typeof(CredentialSources)] = new CredentialSources(_ => null),
            [typeof(TextProgress)] = new TextProgress(TextWriter.Null),
            [typeof(IEnumerable<string>)] = Array.Empty<string>(),
            [typeof(IEnumerable<IReadOnlyList<Instruction>>)] = Array.Empty<IReadOnlyList<Instruction>>(),
            [typeof(IEnumerable<KeyValuePair<string, string>>)] = Array.Empty<KeyValuePair<string, string>>(),
        };
    }

    private static object? Sample(Type type, Dictionary<Type, object> samples) =>
        samples.TryGetValue(type, out var sample) ? sample
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;

    private static async Task<Exception?> CatchAsync(MethodBase method, object? instance, object?[] arguments)
    {
        try
        {
            var result = method is ConstructorInfo constructor
                ? constructor.Invoke(arguments)
                : method.Invoke(instance, arguments);
            if (result is Task task)
                await task;
            return null;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException;
        }
        catch (ArgumentException exception)
        {
            return exception;
        }
    }
}
#endif
