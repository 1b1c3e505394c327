using System.Globalization;
using System.Text;
using Dockerize.Build.Apps;
using Dockerize.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Dockerize.Build.Sboms;

/// <summary>Writes an SBOM as JSON in the format SPDX 2.3. Equal content gives equal bytes.</summary>
/// <param name="sbom">The content.</param>
internal sealed class SpdxDocument(ImageSbom sbom)
{
    private const string Unknown = "NOASSERTION";

    // The earliest time of a document without SOURCE_DATE_EPOCH, as that of files in layers.
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ILookup<string, ImageFile> filesByPackage = sbom.Files.ToLookup(
        file => file.Package?.Key ?? "",
        StringComparer.Ordinal
    );

    /// <summary>Creates the JSON text, with LF at the end of each line.</summary>
    public string Create()
    {
        // JArray does not keep the order of nested sequences.
        IEnumerable<JObject> elements =
        [
            Image(),
            App(),
            BaseImage(),
            .. sbom.Packages.Select(NuGet),
            .. sbom.SystemPackages.Select(SystemPackage),
        ];
        var packages = new JArray(elements);
        var files = new JArray(sbom.Files.Select(FileOf));
        var relationships = new JArray(Relationships().Select(Relate));
        var digest = ContentDigest.Compute([
            Serialize(packages),
            Serialize(files),
            Serialize(relationships),
            CreatedText(sbom.Created ?? Epoch),
        ]);
        var hex = digest.Substring(digest.IndexOf(':') + 1);
        return Serialize(
            new JObject
            {
                ["spdxVersion"] = "SPDX-2.3",
                ["dataLicense"] = "CC0-1.0",
                ["SPDXID"] = SpdxId.Document,
                ["name"] = sbom.ImageName,
                ["documentNamespace"] = NamespaceOf(hex),
                ["creationInfo"] = CreationInfo(hex),
                ["packages"] = packages,
                ["files"] = files,
                ["relationships"] = relationships,
            }
        );
    }

    private JObject CreationInfo(string digest)
    {
        var info = new JObject
        {
            ["created"] = CreatedText(sbom.Created ?? Epoch.AddSeconds(Convert.ToInt32(digest.Substring(0, 7), 16))),
            ["creators"] = new JArray($"Tool: Dockerize.Build-{DockerImages.Labels["build.dockerize.version"]}"),
        };
        if (sbom.Created is null)
            info["comment"] =
                "The time is computed from the content, so that equal content gives an equal document. Set "
                + "SOURCE_DATE_EPOCH for another time.";
        return info;
    }

    // The form that the specification recommends for creators without a domain: the name and a UUID. The UUID has
    // version 8, whose bits are specific to the application (RFC 9562).
    private string NamespaceOf(string digest)
    {
        string[] parts =
        [
            digest.Substring(0, 8),
            digest.Substring(8, 4),
            "8" + digest.Substring(13, 3),
            "8" + digest.Substring(17, 3),
            digest.Substring(20, 12),
        ];
        return $"https://spdx.org/spdxdocs/{Uri.EscapeDataString(sbom.ImageName)}-{string.Join("-", parts)}";
    }

    private JObject Image() =>
        Package(SpdxId.Image, sbom.ImageName, sbom.Version, "CONTAINER", [])
            .With("comment", sbom.Platform is null ? null : $"Platform: {sbom.Platform}");

    private JObject App() => Package(SpdxId.App, sbom.AppName, sbom.Version, "APPLICATION", [.. filesByPackage[""]]);

    private JObject BaseImage()
    {
        var image = sbom.BaseImage;
        var version = image.Tag ?? (sbom.BaseDigest is { } digest ? $"{digest}" : null);
        return Package(SpdxId.BaseImage, image.FamiliarName, version, "CONTAINER", [])
            .With("checksums", sbom.BaseDigest is { Algorithm: "sha256" } sha ? Checksums(("SHA256", sha.Hex)) : null)
            .With("externalRefs", PackageUrls(PackageUrl.Of(image, sbom.BaseDigest)));
    }

    private JObject NuGet(NuGetPackage package)
    {
        var nuspec = package.Nuspec;
        var files = filesByPackage[package.Identity.Key].ToList();
        var json = Package(SpdxId.Of(package), package.Identity.Id, package.Identity.Version, "LIBRARY", files)
            .With("supplier", nuspec.Authors is null ? null : $"Organization: {nuspec.Authors}")
            .With("checksums", package.Sha512 is { } hash ? Checksums(("SHA512", hash)) : null)
            .With("licenseComments", nuspec.LicenseSource is { } source ? $"License in the package: {source}" : null)
            .With("copyrightText", nuspec.Copyright)
            .With("externalRefs", PackageUrls(PackageUrl.Of(package.Identity)));
        json["licenseDeclared"] = nuspec.License ?? Unknown;
        return json;
    }

    private JObject SystemPackage(string package)
    {
        var parts = package.Split(['='], 2);
        var version = parts.Length > 1 ? parts[1] : null;
        var installer = sbom.Installer ?? "the package manager";
        return Package(SpdxId.OfSystemPackage(package), parts[0], version, purpose: null, [])
            .With("sourceInfo", $"Requested from {installer} in the build of the image.");
    }

    // The licenses that a reader of the document would conclude are not known.
    private static JObject Package(string id, string name, string? version, string? purpose, List<ImageFile> files) =>
        new JObject { ["SPDXID"] = id, ["name"] = name }
            .With("versionInfo", version)
            .With("primaryPackagePurpose", purpose)
            .With("downloadLocation", Unknown)
            .With("filesAnalyzed", files.Count > 0)
            .With("packageVerificationCode", files.Count > 0 ? VerificationCode(files) : null)
            .With("licenseConcluded", Unknown)
            .With("licenseDeclared", Unknown);

    // The SHA-1 of the sorted SHA-1 hashes of the files (clause 7.9 of the specification).
    private static JObject VerificationCode(IEnumerable<ImageFile> files)
    {
        using var sha1 = ImageFile.CreateSha1();
        var hashes = string.Concat(files.Select(file => file.Sha1).OrderBy(hash => hash, StringComparer.Ordinal));
        var code = ContentDigest.Hex(sha1.ComputeHash(Encoding.ASCII.GetBytes(hashes)));
        return new JObject { ["packageVerificationCodeValue"] = code };
    }

    private static JObject FileOf(ImageFile file) =>
        new()
        {
            ["SPDXID"] = SpdxId.Of(file),
            ["fileName"] = "." + file.Path,
            ["checksums"] = Checksums(("SHA1", file.Sha1), ("SHA256", file.Sha256)),
            ["licenseConcluded"] = Unknown,
            ["copyrightText"] = Unknown,
        };

    private IEnumerable<(string From, string Type, string To)> Relationships()
    {
        yield return (SpdxId.Document, "DESCRIBES", SpdxId.Image);
        yield return (SpdxId.Image, "DESCENDANT_OF", SpdxId.BaseImage);
        yield return (SpdxId.Image, "CONTAINS", SpdxId.App);
        foreach (var package in sbom.Packages)
            yield return (SpdxId.Image, "CONTAINS", SpdxId.Of(package));
        foreach (var package in sbom.SystemPackages)
            yield return (SpdxId.Image, "CONTAINS", SpdxId.OfSystemPackage(package));

        var byId = sbom.Packages.ToLookup(package => package.Identity.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var to in sbom.AppDependencies.SelectMany(id => byId[id]))
            yield return (SpdxId.App, "DEPENDS_ON", SpdxId.Of(to));
        foreach (var from in sbom.Packages)
        {
            foreach (var to in from.Dependencies.SelectMany(id => byId[id]))
                yield return (SpdxId.Of(from), "DEPENDS_ON", SpdxId.Of(to));
        }

        var byKey = sbom.Packages.ToDictionary(package => package.Identity.Key, StringComparer.Ordinal);
        foreach (var file in sbom.Files)
        {
            var owner = file.Package is { } package ? SpdxId.Of(byKey[package.Key]) : SpdxId.App;
            yield return (owner, "CONTAINS", SpdxId.Of(file));
        }
    }

    private static JObject Relate((string From, string Type, string To) relationship) =>
        new()
        {
            ["spdxElementId"] = relationship.From,
            ["relationshipType"] = relationship.Type,
            ["relatedSpdxElement"] = relationship.To,
        };

    private static JArray Checksums(params (string Algorithm, string Value)[] checksums) =>
        new(
            checksums.Select(checksum => new JObject
            {
                ["algorithm"] = checksum.Algorithm,
                ["checksumValue"] = checksum.Value,
            })
        );

    private static JArray PackageUrls(string url) =>
        new(
            new JObject
            {
                ["referenceCategory"] = "PACKAGE-MANAGER",
                ["referenceType"] = "purl",
                ["referenceLocator"] = url,
            }
        );

    private static string CreatedText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Serialize(JToken json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented })
            json.WriteTo(writer);
        return text + "\n";
    }
}
