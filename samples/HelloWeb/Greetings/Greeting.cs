namespace Greetings;

public static class Greeting
{
    public static string For(string name, long visits) => $"Hello, {name}! Visits so far: {visits}";
}
