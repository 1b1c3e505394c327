using Dapper;
using Greetings;
using Markdig;
using Microsoft.Data.Sqlite;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();

app.UseStaticFiles();

// To keep the guest book when the container is removed, mount a volume here: docker run -v guests:/app/data …
var data = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data"));
var connectionString = $"Data Source={Path.Combine(data.FullName, "guestbook.db")}";
await using (var database = new SqliteConnection(connectionString))
    await database.ExecuteAsync("CREATE TABLE IF NOT EXISTS visit (name TEXT NOT NULL)");

app.MapGet("/hello/{name}", async (string name) =>
{
    await using var database = new SqliteConnection(connectionString);
    await database.ExecuteAsync("INSERT INTO visit (name) VALUES (@name)", new { name });
    var visits = await database.ExecuteScalarAsync<long>("SELECT count(*) FROM visit");
    return Greeting.For(name, visits);
});

app.MapGet("/", () => Results.Content(
    $"""
    <!DOCTYPE html>
    <html lang="en">
    <head><title>Guest book</title><link rel="stylesheet" href="_content/Theme/theme.css"><link rel="stylesheet" href="site.css"></head>
    <body>{Markdown.ToHtml("# Guest book\n\nSay who you are: [/hello/Ada](hello/Ada)")}</body>
    </html>
    """,
    "text/html"));

await app.RunAsync();
