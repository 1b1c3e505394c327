namespace Dockerize.Containers;

/// <summary>The result of an HTTP request to a container.</summary>
/// <param name="Status">The status of the response; null if there is no response.</param>
/// <param name="Reason">The reason why there is no response, as a clause; empty if there is one.</param>
internal sealed record HttpResult(int? Status, string Reason)
{
    private const int ServiceUnavailable = 503;

    /// <summary>True if a later request may have another result, because the app may still be starting.</summary>
    public bool IsTemporary => Status is null or ServiceUnavailable;
}
