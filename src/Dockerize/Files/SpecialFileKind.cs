namespace Dockerize.Files;

/// <summary>The kinds of entries in a folder that are neither a regular file nor a folder.</summary>
internal enum SpecialFileKind
{
    /// <summary>A regular file.</summary>
    None,

    /// <summary>A named pipe. Opening it waits for its writer.</summary>
    NamedPipe,

    /// <summary>A character or block device.</summary>
    Device,

    /// <summary>A socket. The docker CLI excludes sockets from a build context.</summary>
    Socket,
}
