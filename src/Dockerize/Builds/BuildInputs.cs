using Dockerize.Files;
using Newtonsoft.Json.Linq;

namespace Dockerize.Builds;

/// <summary>
/// The inputs of a build by name, with a digest of each. They are stored in a file, so that the next build can
/// report which of them changed.
/// </summary>
internal sealed class BuildInputs
{
    /// <summary>The name of the file, which is beside the build record.</summary>
    public const string FileName = "inputs.json";

    private const string OptionsKey = "options";
    private const string FilesKey = "files";
    private const string SizesKey = "sizes";
    private const string PreviousKey = "previous";

    private readonly Dictionary<string, string> options;
    private readonly Dictionary<string, InputFile> files;

    /// <summary>Creates the inputs of a build.</summary>
    /// <param name="definition">The definition of the build.</param>
    /// <param name="builder">The builder of the image.</param>
    public BuildInputs(BuildDefinition definition, IEngineBuilder builder)
    {
        options = definition
            .OptionsFor(builder)
            .ToDictionary(
                option => option.Name,
                option => ContentDigest.ComputeHex(option.Value),
                StringComparer.Ordinal
            );
        files = definition.Context.Identities.ToDictionary(
            file => file.Path,
            file => new InputFile(ContentDigest.ComputeHex(file.Identity), file.Length),
            StringComparer.Ordinal
        );
    }

    private BuildInputs(JObject json)
    {
        options = Read(json[OptionsKey]);
        files = ReadFiles(json);
        if (json[PreviousKey] is JObject previous)
            Previous = new PreviousImage(LayerRecords.Read(previous["layers"]), ReadFiles(previous));
    }

    /// <summary>The files of the build context, by path.</summary>
    public IReadOnlyDictionary<string, InputFile> Files => files;

    /// <summary>The image that the build replaced; null if there was none.</summary>
    public PreviousImage? Previous { get; init; }

    /// <summary>Reads inputs.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <returns>The inputs; null if the file does not exist or is invalid.</returns>
    public static BuildInputs? Load(string path) => JsonFile.ReadOrNull(path, json => new BuildInputs(json));

    /// <summary>Writes the inputs atomically.</summary>
    /// <param name="path">The full path of the file. Missing folders are created.</param>
    /// <exception cref="FileUnwritableException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var json = new JObject { [OptionsKey] = Write(options, digest => digest) };
        WriteFiles(json, files);
        if (Previous is not null)
        {
            var previous = new JObject { ["layers"] = LayerRecords.Write(Previous.Layers) };
            WriteFiles(previous, Previous.Files);
            json[PreviousKey] = previous;
        }

        TextFile.Save(path, json + "\n");
    }

    /// <summary>The inputs that differ from those of another build, options first.</summary>
    public IReadOnlyList<InputChange> ChangesSince(BuildInputs last) =>
        [.. Compare(options, last.options), .. Compare(DigestsOf(files), DigestsOf(last.files))];

    private static Dictionary<string, string> DigestsOf(Dictionary<string, InputFile> files) =>
        files.ToDictionary(file => file.Key, file => file.Value.Digest, StringComparer.Ordinal);

    private static IEnumerable<InputChange> Compare(
        Dictionary<string, string> inputs,
        Dictionary<string, string> last
    ) =>
        inputs
            .Keys.Union(last.Keys, StringComparer.Ordinal)
            .OrderBy(name => name, StringComparer.Ordinal)
            .Select(name => InputChange.Find(name, ValueOf(inputs, name), ValueOf(last, name)))
            .OfType<InputChange>();

    private static string? ValueOf(Dictionary<string, string> inputs, string name) =>
        inputs.TryGetValue(name, out var value) ? value : null;

    private static void WriteFiles(JObject json, IReadOnlyDictionary<string, InputFile> files)
    {
        json[FilesKey] = Write(files, file => file.Digest);
        json[SizesKey] = Write(files.Where(file => file.Value.Size is not null), file => file.Size);
    }

    private static JObject Write<T>(IEnumerable<KeyValuePair<string, T>> inputs, Func<T, JToken?> convert) =>
        new(
            inputs
                .OrderBy(input => input.Key, StringComparer.Ordinal)
                .Select(input => new JProperty(input.Key, convert(input.Value)))
        );

    private static Dictionary<string, InputFile> ReadFiles(JObject json)
    {
        var sizes = json[SizesKey] as JObject;
        return Read(json[FilesKey])
            .ToDictionary(
                file => file.Key,
                file => new InputFile(file.Value, (sizes?[file.Key] as JValue)?.Value as long?),
                StringComparer.Ordinal
            );
    }

    private static Dictionary<string, string> Read(JToken? json) =>
        ((json as JObject)?.Properties() ?? []).ToDictionary(
            input => input.Name,
            input => $"{input.Value}",
            StringComparer.Ordinal
        );
}
