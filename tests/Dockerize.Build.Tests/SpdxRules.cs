using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Tests;

/// <summary>
/// The rules of SPDX 2.3 for a JSON document: the properties of each kind of object, the required ones, the forms of
/// values, and the references between elements.
/// </summary>
internal static class SpdxRules
{
    private const string Document = "SPDXRef-DOCUMENT";

    private static readonly Dictionary<string, Regex> Forms = new()
    {
        ["SPDXID"] = new(@"\ASPDXRef-[A-Za-z0-9.-]+\z"),
        ["spdxVersion"] = new(@"\ASPDX-2\.3\z"),
        ["dataLicense"] = new(@"\ACC0-1\.0\z"),
        ["created"] = new(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z"),
        ["fileName"] = new(@"\A\./"),
        ["downloadLocation"] = new(@"\A(?:NOASSERTION|NONE|https://\S+)\z"),
        ["supplier"] = new(@"\A(?:NOASSERTION|(?:Person|Organization): .+)\z"),
        ["licenseConcluded"] = new(@"\A[A-Za-z0-9.+() -]+\z"),
        ["licenseDeclared"] = new(@"\A[A-Za-z0-9.+() -]+\z"),
        ["primaryPackagePurpose"] = new(@"\A(?:APPLICATION|CONTAINER|LIBRARY)\z"),
        ["referenceCategory"] = new(@"\APACKAGE-MANAGER\z"),
        ["referenceLocator"] = new(@"\Apkg:(?:nuget|oci)/[^\s@]+(?:@[^\s@]+)?\z"),
        ["relationshipType"] = new(@"\A(?:DESCRIBES|CONTAINS|DEPENDS_ON|DESCENDANT_OF)\z"),
        ["packageVerificationCodeValue"] = new(@"\A[0-9a-f]{40}\z"),
    };

    private static readonly Dictionary<string, int> HashLengths = new()
    {
        ["SHA1"] = 40,
        ["SHA256"] = 64,
        ["SHA512"] = 128,
    };

    /// <summary>Parses a document, and asserts that it satisfies the rules.</summary>
    public static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        var document = JObject.Load(reader);
        Require(
            document,
            "spdxVersion dataLicense SPDXID name documentNamespace creationInfo",
            "packages files relationships"
        );
        Assert.AreEqual(Document, (string?)document["SPDXID"]);
        Assert.IsTrue(Uri.TryCreate((string?)document["documentNamespace"], UriKind.Absolute, out var address));
        Assert.AreEqual("", address!.Fragment);
        Require((JObject)document["creationInfo"]!, "created creators", "comment");
        foreach (var creator in document["creationInfo"]!["creators"]!)
            Assert.MatchesRegex(new Regex(@"\ATool: [^\s-][^\s]*-\S+\z"), (string)creator!);

        var files = document["files"]!.Cast<JObject>().ToList();
        files.ForEach(RequireFile);
        var packages = document["packages"]!.Cast<JObject>().ToList();
        packages.ForEach(package => RequirePackage(package, document));
        RequireRelationships(document, [Document, .. packages.Concat(files).Select(IdOf)]);
        return document;
    }

    /// <summary>The element with a name, or the file with a path in the image.</summary>
    public static JObject Find(this JObject document, string name) =>
        document["packages"]!
            .Concat(document["files"]!)
            .Cast<JObject>()
            .Single(element => (string?)element["name"] == name || (string?)element["fileName"] == "." + name);

    /// <summary>The names of the elements that an element has a relationship to, joined by spaces.</summary>
    public static string Related(this JObject document, string name, string type)
    {
        var id = IdOf(document.Find(name));
        var related = document["relationships"]!
            .Where(each => (string?)each["spdxElementId"] == id && (string?)each["relationshipType"] == type)
            .Select(each => (string?)each["relatedSpdxElement"])
            .ToList();
        return string.Join(
            " ",
            document["packages"]!
                .Concat(document["files"]!)
                .Where(element => related.Contains((string?)element["SPDXID"]))
                .Select(element => (string?)element["name"] ?? ((string)element["fileName"]!).Substring(1))
        );
    }

    private static void RequireFile(JObject file)
    {
        Require(file, "SPDXID fileName checksums", "licenseConcluded copyrightText");
        RequireChecksums(file);
        // Clause 8.4 of the specification.
        Assert.Contains("SHA1", file["checksums"]!.Select(checksum => (string?)checksum["algorithm"]));
    }

    private static void RequirePackage(JObject package, JObject document)
    {
        Require(
            package,
            "SPDXID name downloadLocation filesAnalyzed",
            "versionInfo primaryPackagePurpose packageVerificationCode licenseConcluded licenseDeclared "
                + "licenseComments copyrightText supplier checksums externalRefs sourceInfo comment"
        );
        if (package["checksums"] is not null)
            RequireChecksums(package);
        foreach (var reference in package["externalRefs"] ?? new JArray())
            Require((JObject)reference, "referenceCategory referenceType referenceLocator", "");

        // Clauses 7.8 and 7.9 of the specification.
        var hasFiles = document["relationships"]!.Any(each =>
            (string?)each["spdxElementId"] == IdOf(package)
            && (string?)each["relationshipType"] == "CONTAINS"
            && ((string)each["relatedSpdxElement"]!).StartsWith("SPDXRef-File-", StringComparison.Ordinal)
        );
        Assert.AreEqual(hasFiles, (bool)package["filesAnalyzed"]!, IdOf(package));
        Assert.AreEqual(hasFiles, package["packageVerificationCode"] is not null, IdOf(package));
        if (hasFiles)
            Require((JObject)package["packageVerificationCode"]!, "packageVerificationCodeValue", "");
    }

    private static void RequireChecksums(JObject element)
    {
        Assert.IsNotEmpty(element["checksums"]!);
        foreach (var checksum in element["checksums"]!.Cast<JObject>())
        {
            Require(checksum, "algorithm checksumValue", "");
            var length = HashLengths[(string)checksum["algorithm"]!];
            Assert.MatchesRegex(new Regex($@"\A[0-9a-f]{{{length}}}\z"), (string)checksum["checksumValue"]!);
        }
    }

    private static void RequireRelationships(JObject document, List<string> ids)
    {
        Assert.HasCount(ids.Count, ids.Distinct(StringComparer.Ordinal));
        var relationships = document["relationships"]!.Cast<JObject>().ToList();
        foreach (var relationship in relationships)
        {
            Require(relationship, "spdxElementId relationshipType relatedSpdxElement", "");
            Assert.Contains((string)relationship["spdxElementId"]!, ids);
            Assert.Contains((string)relationship["relatedSpdxElement"]!, ids);
        }

        Assert.IsTrue(relationships.Exists(each => (string?)each["relationshipType"] == "DESCRIBES"));
        Assert.HasCount(
            relationships.Count,
            relationships.Select(each => each.ToString(Formatting.None)).Distinct(StringComparer.Ordinal)
        );
    }

    // Each property is allowed and has a value of the right form, and no required property is missing.
    private static void Require(JObject element, string required, string optional)
    {
        var names = element.Properties().Select(property => property.Name).ToList();
        Assert.IsEmpty(required.Split(' ').Except(names), $"{element}");
        Assert.IsEmpty(names.Except($"{required} {optional}".Split(' ')), $"{element}");
        foreach (var property in element.Properties())
        {
            Assert.AreNotEqual("", $"{property.Value}", property.Name);
            if (Forms.TryGetValue(property.Name, out var form))
                Assert.MatchesRegex(form, (string)property.Value!, property.Name);
        }
    }

    private static string IdOf(JObject element) => (string)element["SPDXID"]!;
}
