using Humanizer;

Console.WriteLine($"Built by a Dockerfile of its own: {TimeSpan.FromDays(1).Humanize()} of work saved");
