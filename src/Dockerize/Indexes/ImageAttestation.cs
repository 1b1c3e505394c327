using Dockerize.Images;

namespace Dockerize.Indexes;

/// <summary>
/// An attestation about an image: a claim in the format in-toto, such as an SBOM or the provenance of the image.
/// </summary>
/// <param name="Platform">The platform of the image.</param>
/// <param name="PredicateType">
/// The type of the claim: <c>https://spdx.dev/Document</c>, <c>https://slsa.dev/provenance/v1</c>.
/// </param>
/// <param name="Predicate">The claim: a JSON object.</param>
internal sealed record ImageAttestation(Platform Platform, string PredicateType, string Predicate);
