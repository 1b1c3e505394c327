var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHostedService<Counter>();
builder.Build().Run();

internal sealed class Counter(ILogger<Counter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "state", "count");
        while (!stoppingToken.IsCancellationRequested)
        {
            var count = File.Exists(file) ? int.Parse(await File.ReadAllTextAsync(file, stoppingToken)) : 0;
            await File.WriteAllTextAsync(file, $"{++count}", stoppingToken);
            logger.LogInformation("Counted to {Count} as user {User}", count, Environment.UserName);
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
        }
    }
}
