using System.Text;

namespace Dockerize.Testing;

/// <summary>
/// Splits text into words as BuildKit's shell lexer does (frontend/dockerfile/shell). Blanks separate words. Single
/// quotes keep all characters. In double quotes, a backslash escapes only <c>" $ \</c>. Outside of quotes, a backslash
/// escapes the next character, and <c>$NAME</c> is a variable.
/// </summary>
internal static class DockerfileWords
{
    public static List<string> Split(string arguments)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var started = false;
        for (var index = 0; index < arguments.Length; index++)
        {
            var character = arguments[index];
            switch (character)
            {
                case ' ' or '\t' when !started:
                    continue;
                case ' ' or '\t':
                    words.Add(word.ToString());
                    word.Clear();
                    started = false;
                    continue;
                case '"':
                    while (arguments[++index] != '"')
                    {
                        if (arguments[index] == '\\' && arguments[index + 1] is '"' or '$' or '\\')
                            index++;
                        else
                            Assert.AreNotEqual('$', arguments[index], "a variable would be expanded");
                        word.Append(arguments[index]);
                    }

                    break;
                case '\'':
                    while (arguments[++index] != '\'')
                        word.Append(arguments[index]);
                    break;
                case '\\':
                    word.Append(arguments[++index]);
                    break;
                default:
                    Assert.AreNotEqual('$', character, "a variable would be expanded");
                    word.Append(character);
                    break;
            }

            started = true;
        }

        if (started)
            words.Add(word.ToString());
        return words;
    }
}
