if (args is ["--is-healthy"])
{
    using var http = new HttpClient();
    var response = await http.GetAsync($"http://localhost:{Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")}/healthz");
    return response.IsSuccessStatusCode ? 0 : 1;
}

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHealthChecks();
var app = builder.Build();
app.MapHealthChecks("/healthz");
app.MapGet("/", () => "Hello");
await app.RunAsync();
return 0;
