namespace Dockerize.Tests;

/// <summary>Archives of build contexts.</summary>
internal static class TarExtensions
{
    /// <summary>Writes the archive of a context to memory.</summary>
    public static MemoryStream OpenTar(this BuildContext context)
    {
        var tar = new MemoryStream();
        context.WriteTarAsync(tar, _ => { }, CancellationToken.None).GetAwaiter().GetResult();
        tar.Position = 0;
        return tar;
    }
}
