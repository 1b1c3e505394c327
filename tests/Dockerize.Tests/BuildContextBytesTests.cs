using System.Security.Cryptography;

namespace Dockerize.Tests;

[TestClass]
public sealed class BuildContextBytesTests
{
    // SHA-256 of the archive below, which is the same on each machine. `tar -tv` lists the archive.
    private const string Archive = "9d1b090a4ed14ebf8be309bdbb1076ffd65aa13a9bb08d24bccbabdd57c90fcf",
        Digest = "sha256:0935136fa5ca1c7bb667963facd79e4525d8048c563369a1f253b629e46f11bd";

    [TestMethod]
    public void Archive_has_the_same_bytes_on_NET_and_NET_Framework()
    {
        using var folder = new TemporaryFolder();
        var context = BuildContext.Create(
            "FROM x\n",
            [
                new(folder.Write("Shop.dll", "assembly"), "app/app/Shop.dll", "app"),
                new(folder.Write("Shop", [0x7F, (byte)'E', (byte)'L', (byte)'F']), "app/app/Shop", "app"),
                new(folder.Write("start", "#!/bin/sh\n"), "app/app/" + new string('l', 120) + "/start", "app"),
                new(folder.Write("menü 文.txt", "ä"), "app/app/menü 文.txt", "app"),
                new(folder.Write("library", "2"), "packages/app/libx.so.1", "packages"),
                new(folder.Write("link", "2"), "packages/app/libx.so", "packages") { LinkTarget = "libx.so.1" },
                ContextFile.EmptyFolder("app/app/logs/", "app"),
            ]
        );
        using var tar = context.OpenTar();

        Assert.AreEqual(Archive, Convert.ToHexStringLower(SHA256.HashData(tar)));
        Assert.AreEqual(Digest, context.Digest);
    }
}
