#if !NET
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Dockerize;

/// <summary>Members of <see cref="ArgumentNullException"/> that .NET Framework lacks.</summary>
internal static class ArgumentNullExceptionExtensions
{
    extension(ArgumentNullException)
    {
        /// <summary>Throws if an argument is null.</summary>
        /// <param name="argument">The argument.</param>
        /// <param name="name">The name of the parameter.</param>
        public static void ThrowIfNull(
            [NotNull] object? argument,
            [CallerArgumentExpression(nameof(argument))] string? name = null
        )
        {
            if (argument is null)
                throw new ArgumentNullException(name);
        }
    }
}
#endif
