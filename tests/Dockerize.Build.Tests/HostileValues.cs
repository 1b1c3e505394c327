using System.Collections;
using System.Reflection;

namespace Dockerize.Build.Tests;

/// <summary>Values of any type whose texts try to control a terminal, a log or a CI service.</summary>
internal static class HostileValues
{
    public const string Text =
        "\u001b]0;owned\u0007\b\u009b31m\u202Ex\r\n::error::evil\nevil\n"
        + "  ##vso[task.complete]\n##teamcity[x]\u2028##[error]";

    /// <summary>The arguments for the parameters of a method.</summary>
    public static object?[] ArgumentsOf(MethodBase method) =>
        [.. method.GetParameters().Select(parameter => Create(parameter.ParameterType))];

    private static object? Create(Type type)
    {
        if (type == typeof(string))
            return Text;
        if (type == typeof(ImageReference))
            return ImageReference.Parse("r.io/shop:1");
        if (type == typeof(EngineEndpoint))
            return EngineEndpoint.TryParse("tcp://localhost:1", "test", null);
        if (type == typeof(Exception))
            return new InvalidOperationException(Text);
        if (type == typeof(Digest))
            return Digest.Parse("sha256:" + new string('a', 64));
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Create(value);
        if (type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan))
            return Activator.CreateInstance(type);
        if (typeof(IEnumerable).IsAssignableFrom(type))
        {
            var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
            var list = Array.CreateInstance(element, 1);
            list.SetValue(Create(element), 0);
            return list;
        }

        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(each => Array.TrueForAll(each.GetParameters(), parameter => parameter.ParameterType != type))
            .OrderByDescending(each => each.GetParameters().Length)
            .First();
        var created = constructor.Invoke(ArgumentsOf(constructor));
        foreach (var property in type.GetProperties().Where(each => each.DeclaringType == type && each.CanWrite))
            property.SetValue(created, Create(property.PropertyType));
        return created;
    }
}
