namespace Dockerize.Reporting;

/// <summary>The clock of progress messages. Tests replace it, so that they do not wait.</summary>
internal interface IProgressClock
{
    /// <summary>The time since a fixed point in the past.</summary>
    TimeSpan Now { get; }

    /// <summary>Waits until the time has passed or the token is canceled. It does not throw.</summary>
    Task WaitAsync(TimeSpan time, CancellationToken cancellationToken);
}
