using System.Globalization;

namespace Dockerize.Package.Tests;

/// <summary>A running container that answers HTTP requests.</summary>
internal sealed class Container : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private readonly string id;
    private readonly Uri address;

    private Container(string id, Uri address)
    {
        this.id = id;
        this.address = address;
    }

    /// <summary>Starts a container, and publishes its port 8080 to a free port of this machine.</summary>
    public static async Task<Container> StartAsync(string image)
    {
        var id = await CommandLine.DockerAsync("run", "-d", "-p", "127.0.0.1::8080", image);
        var port = (await CommandLine.DockerAsync("port", id, "8080/tcp")).Split('\n')[0].Split(':')[^1].Trim();
        return new Container(id, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
    }

    /// <summary>Sends the request until the app listens, for at most 30 seconds.</summary>
    public async Task<string> GetAsync(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await Http.GetStringAsync(new Uri(address, path));
            }
            catch (HttpRequestException exception) when (attempt < 100 && exception.StatusCode is null)
            {
                await Task.Delay(300);
            }
            catch (HttpRequestException exception)
            {
                Assert.Fail($"{path}: {exception.Message}\n{await CommandLine.DockerAsync("logs", id)}");
            }
        }
    }

    public async ValueTask DisposeAsync() => await CommandLine.DockerAsync("rm", "-f", id);
}
