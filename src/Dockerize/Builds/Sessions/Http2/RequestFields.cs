using Dockerize.Builds.Sessions.Http2.Hpack;

namespace Dockerize.Builds.Sessions.Http2;

/// <summary>The rules for the header and trailer fields of a request (RFC 9113, sections 8.1 to 8.3).</summary>
internal static class RequestFields
{
    /// <summary>The name of the header with the length of the content.</summary>
    public const string ContentLength = "content-length";

    private const int LongestLength = 18;

    private static readonly string[] RequiredPseudoFields = [":method", ":scheme", ":path"];
    private static readonly string[] PseudoFields = [.. RequiredPseudoFields, ":authority"];

    private static readonly string[] ConnectionFields =
    [
        "connection",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
    ];

    /// <summary>True if the header fields of a request are valid. CONNECT is not supported.</summary>
    public static bool AreValidHeaders(IReadOnlyList<HeaderField> fields)
    {
        var pseudoFields = fields.TakeWhile(IsPseudoField).Select(field => field.Name).ToList();
        return pseudoFields.TrueForAll(name => PseudoFields.Contains(name))
            && pseudoFields.Distinct().Count() == pseudoFields.Count
            && RequiredPseudoFields.All(pseudoFields.Contains)
            && fields.Take(pseudoFields.Count).All(field => IsValidValue(field.Value))
            && fields.First(field => field.Name == ":path").Value.Length > 0
            && fields.Skip(pseudoFields.Count).All(IsValid)
            && HasValidLength(fields);
    }

    /// <summary>True if the trailer fields of a request are valid.</summary>
    public static bool AreValidTrailers(IReadOnlyList<HeaderField> fields) => fields.All(IsValid);

    private static bool IsPseudoField(HeaderField field) => field.Name is [':', ..];

    private static bool IsValid(HeaderField field) =>
        IsValidName(field.Name)
        && IsValidValue(field.Value)
        && !ConnectionFields.Contains(field.Name)
        && (field.Name != "te" || field.Value == "trailers");

    private static bool IsValidName(string name) =>
        name.Length > 0 && name.All(letter => letter is > ' ' and < '\x7f' and not ':' and (< 'A' or > 'Z'));

    private static bool IsValidValue(string value) =>
        value.All(letter => letter is not ('\0' or '\r' or '\n'))
        && (value.Length == 0 || !(IsBlank(value[0]) || IsBlank(value[value.Length - 1])));

    private static bool IsBlank(char letter) => letter is ' ' or '\t';

    private static bool HasValidLength(IReadOnlyList<HeaderField> fields)
    {
        var lengths = fields.Where(field => field.Name == ContentLength).Select(field => field.Value).ToList();
        return lengths.Distinct().Count() <= 1
            && lengths.TrueForAll(value =>
                value.Length is > 0 and <= LongestLength && value.All(digit => digit is >= '0' and <= '9')
            );
    }
}
