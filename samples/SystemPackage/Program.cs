using System.Runtime.InteropServices;

Console.WriteLine($"libsodium {Marshal.PtrToStringUTF8(Sodium.Version())}");

internal static class Sodium
{
    [DllImport("libsodium.so.23", EntryPoint = "sodium_version_string")]
    public static extern nint Version();
}
