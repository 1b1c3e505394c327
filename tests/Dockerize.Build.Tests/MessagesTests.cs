using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dockerize.Build.Tests;

/// <summary>
/// The file <c>messages.approved.txt</c> contains all texts that a user can read in a log. With the environment
/// variable <c>DOCKERIZE_UPDATE=1</c>, the test writes the file instead of comparing it.
/// </summary>
[TestClass]
public sealed class MessagesTests
{
    private const int MaximumWords = 25;

    private const string Head = """
        All errors, warnings and log lines. A text is listed if it contains a sentence that is not listed before.
        The sample values are independent of each other, so the values in one text can be contradictory.
        Generated: `DOCKERIZE_UPDATE=1 tests/run.sh domain`. Review the changes of this file with each change of a text.

        """;

    private static readonly string ApprovedPath = Path.Combine(
        Repository.Root,
        "tests",
        "Dockerize.Build.Tests",
        "messages.approved.txt"
    );

    // Invalid values. Each setting that does not accept any text rejects at least one of them.
    private static readonly string[] InvalidValues = ["yes please", "\"", "[", "-1", "a//b c", "$x", "../x"];

    private static readonly string[] InvalidImages =
    [
        "",
        "Shop",
        "shop:",
        "shop:a b",
        "shop:" + new string('a', 129),
        "shop@sha256:1",
        "ada:secret@registry.example.com/shop",
        "https://registry.example.com/shop",
        "registry.example.com/",
        "registry.example.com//shop",
        "registry_1.example.com/shop",
        "registry.example.com:port/shop",
    ];

    private static readonly Lazy<string> Messages = new(All);

    [TestMethod]
    public void Approved_file_has_all_messages()
    {
        var actual = Messages.Value;
        if (Environment.GetEnvironmentVariable("DOCKERIZE_UPDATE") == "1")
            File.WriteAllText(ApprovedPath, actual);
        var approved = File.ReadAllText(ApprovedPath).Replace("\r\n", "\n", StringComparison.Ordinal);

        var changes = Changes(approved.Split('\n'), actual.Split('\n')).ToList();
        Assert.IsEmpty(
            changes,
            "messages.approved.txt differs from the messages; run the tests with DOCKERIZE_UPDATE=1.\n"
                + string.Join('\n', changes)
        );
        Assert.AreEqual(approved, actual, "The order of the messages differs.");
    }

    [TestMethod]
    public void Sentences_have_at_most_25_words() =>
        Assert.AreEqual(
            "",
            string.Join('\n', Sentences(Messages.Value).Where(sentence => Words(sentence) > MaximumWords).Distinct())
        );

    private static IEnumerable<string> Changes(string[] approved, string[] actual) =>
        [
            .. approved.Except(actual).Select(line => "- " + line),
            .. actual.Except(approved).Select(line => "+ " + line),
        ];

    private static string All()
    {
        var text = new StringBuilder(Head);
        foreach (var code in Diagnostics().GroupBy(each => each.Code).OrderBy(each => each.Key, StringComparer.Ordinal))
            Append(text, code.Key, code.Select(each => (Place(each), each.Message)));
        Append(text, "Log lines of a publish", LogLines().Select(line => ("", line)));
        Append(text, "Log lines of the targets", TargetLines().Select(line => ("", line)));
        Append(text, "Exceptions of the library", Exceptions().Select(message => ("", message)));
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static void Append(StringBuilder text, string heading, IEnumerable<(string Place, string Message)> messages)
    {
        text.Append("\n# ").Append(heading).Append('\n');
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (place, message) in messages)
        {
            // A message without a new sentence is not listed.
            var isNew = false;
            foreach (var sentence in Sentences(SampleValues.Normalize(message)))
                isNew |= known.Add(sentence);
            if (isNew)
                text.Append('\n').Append(place).Append(message).Append('\n');
        }
    }

    private static IEnumerable<Diagnostic> Diagnostics() =>
        DiagnosticTests
            .AllFactories()
            .Where(method =>
                method.IsPublic && method.GetParameters().All(each => each.ParameterType != typeof(Diagnostic))
            )
            .OrderBy(DiagnosticTests.NameOf, StringComparer.Ordinal)
            .SelectMany(SampleValues.CallsOf)
            .Cast<Diagnostic>()
            .Concat(InvalidSettings())
            .Concat(InvalidNames());

    private static IEnumerable<Diagnostic> InvalidSettings()
    {
        foreach (var setting in SettingsTable.Properties.OrderBy(setting => setting.Name, StringComparer.Ordinal))
        {
            var read = setting.GetType().GetMethod("Read")!;
            foreach (var value in InvalidValues)
            {
                var properties = new ProjectProperties([new(setting.Name, value)]);
                var error = Catch(() => read.Invoke(setting, [properties]));
                if (error is not null && Advisor.Explain(error) is { } diagnostic)
                {
                    yield return diagnostic;
                    break;
                }
            }
        }
    }

    private static IEnumerable<Diagnostic> InvalidNames() =>
        InvalidImages
            .Select(name => Catch(() => typeof(ImageReference).GetMethod("Parse")!.Invoke(null, [name])))
            .OfType<Exception>()
            .Select(error => Advisor.Explain(error)!);

    // Returns the messages of exceptions. Exceptions whose callers pass the text are omitted.
    private static IEnumerable<string> Exceptions()
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return typeof(DockerizeException)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Exception)) && type.IsPublic && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type =>
                type.GetMethods(Any | BindingFlags.Static)
                    .Where(method => method.ReturnType == type)
                    .OrderBy(method => method.Name, StringComparer.Ordinal)
                    .Concat<MethodBase>(type.GetConstructors(Any | BindingFlags.Instance))
            )
            .Where(method => method.GetParameters().All(each => each.Name is not ("message" or "lines" or "reader")))
            .SelectMany(SampleValues.CallsOf)
            .Select(error => ((Exception)error!).Message.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    private static Exception? Catch(Func<object?> action)
    {
        try
        {
            action();
            return null;
        }
        catch (TargetInvocationException exception)
        {
            return exception.InnerException;
        }
    }

    private static IEnumerable<string> LogLines() =>
        [
            .. TextsOf(typeof(LogTexts)),
            .. TextsOf(typeof(ExplanationTexts)),
            .. Enum.GetValues<NoImageReason>().Select(reason => ProjectDiagnostics.NoImage("Shop", reason, "Library")),
            .. TextsOf(typeof(StatusTexts)),
            .. typeof(ProgressMessage)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(ProgressMessage)) && type != typeof(StatusMessage))
                .OrderBy(type => type.Name, StringComparer.Ordinal)
                .SelectMany(type => type.GetConstructors().OrderBy(each => each.GetParameters().Length))
                .SelectMany(SampleValues.CallsOf)
                .Select(message => ((ProgressMessage)message!).Text)
                .Where(line => line.Length > 0),
            .. SampleValues.CallsOf(typeof(CredentialLookup).GetConstructors()[0]).Select(lookup => $"{lookup}"),
        ];

    private static IEnumerable<string> TextsOf(Type type) =>
        type.GetMethods(BindingFlags.Static | BindingFlags.Public)
            .OrderBy(method => method.Name, StringComparer.Ordinal)
            .SelectMany(SampleValues.CallsOf)
            .Cast<string>();

    // Returns the texts of the Message elements. A property in a text is replaced if the same target sets it.
    private static IEnumerable<string> TargetLines()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "build")).Order(StringComparer.Ordinal))
        {
            foreach (var target in XElement.Load(file).Elements("Target"))
            {
                var properties = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var element in target.Descendants().Where(each => each.Parent!.Name == "PropertyGroup"))
                    properties[element.Name.LocalName] = Expand(element.Value, properties);
                foreach (var element in target.Elements().Where(each => each.Attribute("Text") is not null))
                    yield return Expand(element.Attribute("Text")!.Value, properties);
            }
        }
    }

    private static string Expand(string text, Dictionary<string, string> properties) =>
        Regex.Replace(text, @"\$\((\w+)\)", match => properties.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private static string Place(Diagnostic diagnostic) =>
        diagnostic switch
        {
            { File: null } => "",
            { Line: 0 } => $"{diagnostic.File}: ",
            _ => FormattableString.Invariant($"{diagnostic.File}({diagnostic.Line}): "),
        };

    private static IEnumerable<string> Sentences(string text) =>
        text.Split('\n')
            .Where(line => line.Trim().Length > 0)
            .SelectMany(line => Regex.Split(line, @"(?<=[.?!]['""`)]?) +(?=[A-Z`'""{<]|$)"));

    // A command, an XML element, a quoted text and a list of sample names count as one word.
    private static int Words(string sentence)
    {
        var text = Regex.Replace(sentence, @"(?:, | and )\S+-(?:[2-9]|1[01])(?:\.\w+)?(?=[,. :]|$)", "");
        text = Regex.Replace(text, "`[^`]*`|<[^>]*>|(?<=^|[ (])'[^']*'(?=[ .,:;)]|$)", "x");
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
