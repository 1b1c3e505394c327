namespace Dockerize.Files;

/// <summary>The reason why a file cannot be written.</summary>
public enum FileWriteFailure
{
    /// <summary>Another reason.</summary>
    Unknown,

    /// <summary>The user has no permission.</summary>
    AccessDenied,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The user's quota is used up.</summary>
    QuotaExceeded,

    /// <summary>The file system is read-only.</summary>
    ReadOnlyFileSystem,

    /// <summary>The path, or a name in it, is too long.</summary>
    NameTooLong,
}
