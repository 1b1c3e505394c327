using Dockerize.Images;

namespace Dockerize.Engines;

/// <summary>The part of an image that is pushed.</summary>
/// <param name="Layers">The known layers of the image, for progress messages.</param>
/// <param name="Platform">The platform of the only image to push of an index; null for the complete index.</param>
internal sealed record PushPart(IReadOnlyList<ImageLayer> Layers, Platform? Platform = null);
