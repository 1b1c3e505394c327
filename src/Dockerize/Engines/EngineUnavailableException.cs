namespace Dockerize.Engines;

/// <summary>No Docker engine was found.</summary>
/// <param name="checked">Each endpoint that was checked, in order, and why it is not usable.</param>
public sealed class EngineUnavailableException(IReadOnlyList<string> @checked)
    : DockerizeException(["No Docker engine found. Checked:", .. @checked.Select(place => "  " + place)])
{
    /// <summary>Each endpoint that was checked, in order, and why it is not usable.</summary>
    public IReadOnlyList<string> Checked => @checked;
}
