namespace Dockerize.Engines;

/// <summary>No Docker engine was found.</summary>
/// <param name="checked">The endpoints that were checked, in order, each with the reason why it is not usable.</param>
public sealed class EngineUnavailableException(IReadOnlyList<string> @checked)
    : DockerizeException(["No Docker engine found. Checked:", .. @checked.Select(place => "  " + place)])
{
    /// <summary>The endpoints that were checked, in order, each with the reason why it is not usable.</summary>
    public IReadOnlyList<string> Checked => @checked;
}
