namespace Dockerize.Reporting;

/// <summary>
/// A receiver of progress messages that also reports operations without messages, while they run. The receivers of
/// users do not implement it.
/// </summary>
internal interface IOperationProgress : IProgress<ProgressMessage>
{
    /// <summary>
    /// Begins a step of the classic builder, which may still find the result in the cache. All earlier steps have
    /// ended.
    /// </summary>
    void BeginStep(BuildStep step);

    /// <summary>
    /// Begins an operation that is not a step of the Dockerfile, such as <c>exporting layers</c>. It replaces an
    /// operation with the same id.
    /// </summary>
    void BeginPhase(string id, string name);

    /// <summary>Ends an operation.</summary>
    void EndPhase(string id);

    /// <summary>Begins a transfer, whose bytes are reported instead of running steps.</summary>
    void BeginTransfer();
}
