using CsCheck;

namespace Dockerize.Tests;

[TestClass]
public sealed class ImageReferencePropertyTests
{
    // The grammar of distribution/reference.
    private static readonly Gen<string> AlphaNumeric = Gen.String[
        Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['0', '9']),
        1,
        8
    ];
    private static readonly Gen<string> PathComponent = Gen.Select(
        AlphaNumeric,
        Gen.Select(
            Gen.OneOf(".", "_", "__", "-", "--", "---"),
            AlphaNumeric,
            (separator, text) => separator + text
        ).Array[0, 3],
        (first, more) => first + string.Concat(more)
    );
    private static readonly Gen<string> DomainComponent = Gen.Select(
        AlphaNumeric,
        Gen.OneOf("", "-", "--", "A", "Z9"),
        AlphaNumeric,
        (first, middle, last) => first + middle + last
    );
    private static readonly Gen<string> Port = Gen.Int[0, 99999].Select(port => $":{port}");
    private static readonly Gen<string> Domain = Gen.OneOf(
        Gen.OneOf("localhost", "docker.io", "index.docker.io", "127.0.0.1", "[::1]", "[2001:DB8::1]:5000", "Registry"),
        Gen.Select(
            DomainComponent.Array[2, 4],
            Gen.OneOf(Gen.Const(""), Port),
            (components, port) => string.Join('.', components) + port
        ),
        Gen.Select(DomainComponent, Port, (host, port) => host + port)
    );
    private static readonly Gen<string> Tag = Gen.Select(
        Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.Char['0', '9'], Gen.Const('_')),
        Gen.String[
            Gen.OneOf(Gen.Char['a', 'z'], Gen.Char['A', 'Z'], Gen.Char['0', '9'], Gen.OneOf('_', '.', '-')),
            0,
            127
        ],
        (first, rest) => first + rest
    );
    private static readonly Gen<string> DigestText = Gen.OneOf(
        Hexadecimal("sha256", 64),
        Hexadecimal("sha384", 96),
        Hexadecimal("sha512", 128)
    );
    private static readonly Gen<string> References = Gen.Select(
        Gen.OneOf(
            Gen.Select(Domain, PathComponent.Array[1, 4], (domain, path) => $"{domain}/{string.Join('/', path)}"),
            PathComponent,
            // A first part with a dot would be a registry.
            Gen.Select(
                AlphaNumeric.Where(text => text != "localhost"),
                PathComponent.Array[1, 3],
                (account, path) => $"{account}/{string.Join('/', path)}"
            )
        ),
        Gen.OneOf(Gen.Const(""), Tag.Select(tag => ":" + tag)),
        Gen.OneOf(Gen.Const(""), Gen.Const(""), DigestText.Select(digest => "@" + digest)),
        (name, tag, digest) => name + tag + digest
    );

    [TestMethod]
    public void Every_valid_reference_survives_a_round_trip() =>
        References.Sample(
            text =>
            {
                var reference = ImageReference.Parse(text);

                Assert.AreEqual(reference, ImageReference.Parse(reference.Familiar), reference.Familiar);
                Assert.AreEqual(reference, ImageReference.Parse(reference.Canonical), reference.Canonical);
                Assert.Contains(text, Spellings(reference));
                Assert.AreEqual(
                    reference.FamiliarName,
                    reference.Namespace is null ? reference.Name : $"{reference.Namespace}/{reference.Name}"
                );
            },
            iter: 10_000
        );

    [TestMethod]
    public void Mutated_reference_is_parsed_exactly_or_rejected_with_a_code() =>
        Gen.Select(
                References,
                Gen.Select(
                    Gen.Int[0, 400],
                    Gen.Int[0, 2],
                    Gen.OneOf(
                        Gen.Char[' ', '~'],
                        Gen.OneOf('/', ':', '@', '.', '-', '_', 'A', '\n', '\0', '\u00e4', '\u212a', '\u0131', '\ud83d')
                    )
                ).Array[1, 4]
            )
            .Sample(
                (text, mutations) =>
                {
                    foreach (var (at, kind, character) in mutations)
                    {
                        var index = at % (text.Length + 1);
                        text =
                            text[..index]
                            + (kind == 0 ? "" : character)
                            + text[(kind == 2 || index == text.Length ? index : index + 1)..];
                    }

                    try
                    {
                        var reference = ImageReference.Parse(text);
                        Assert.Contains(text, Spellings(reference));
                        Assert.AreEqual(reference, ImageReference.Parse(reference.Canonical));
                    }
                    catch (InvalidReferenceException exception)
                    {
                        Assert.AreEqual("DKZ1003", exception.Diagnostic().Code);
                    }
                },
                iter: 10_000
            );

    // All texts of a reference: the full text, and the short forms for Docker Hub.
    private static string[] Spellings(ImageReference reference)
    {
        var suffix = reference.Canonical[$"{reference.Registry}/{reference.Repository}".Length..];
        var names =
            reference.Registry != ImageReference.DockerHub
                ? [$"{reference.Registry}/{reference.Repository}"]
                : new[] { "", "docker.io/", "index.docker.io/" }.SelectMany(registry =>
                    new[]
                    {
                        reference.Repository,
                        reference.IsOfficial ? reference.Repository["library/".Length..] : reference.Repository,
                    }.Select(name => registry + name)
                );
        return [.. names.Select(name => name + suffix)];
    }

    private static Gen<string> Hexadecimal(string algorithm, int length) =>
        Gen.String[Gen.OneOf(Gen.Char['0', '9'], Gen.Char['a', 'f']), length, length]
            .Select(digits => $"{algorithm}:{digits}");
}
