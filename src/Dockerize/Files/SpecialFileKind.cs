namespace Dockerize.Files;

/// <summary>The kind of a file: a regular file, or a special file that cannot be read like one.</summary>
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
