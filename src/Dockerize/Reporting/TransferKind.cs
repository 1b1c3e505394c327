namespace Dockerize.Reporting;

/// <summary>The kind of a transfer.</summary>
public enum TransferKind
{
    /// <summary>Files of a build context were sent to the engine.</summary>
    Sent,

    /// <summary>Layers were pulled from a registry.</summary>
    Pulled,

    /// <summary>Layers were pushed to a registry.</summary>
    Pushed,

    /// <summary>An image was saved to a file.</summary>
    Saved,
}
