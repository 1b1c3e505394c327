using System.Text;

namespace Dockerize.Contexts;

/// <summary>
/// The expression of an ignore pattern: literal characters, <c>?</c>, classes, <c>*</c> and <c>**</c>. All
/// possible positions in the pattern are tracked at the same time, so no backtracking is required, and the time is
/// proportional to the length of the path. A surrogate pair of UTF-16 is one character, as in Go.
/// </summary>
internal sealed class GlobExpression
{
    private readonly GlobToken[] tokens;
    private readonly int minimumLength;
    private readonly string required;

    private GlobExpression(GlobToken[] tokens)
    {
        this.tokens = tokens;
        minimumLength = tokens.Count(token => token.IsCharacter);
        required = LongestLiteral(tokens);
    }

    /// <summary>Parses a pattern.</summary>
    /// <exception cref="FormatException">
    /// A class is invalid or not closed, or the pattern ends with a backslash.
    /// </exception>
    public static GlobExpression Parse(string pattern) => new([.. new GlobReader(pattern).Read()]);

    /// <summary>True if the expression matches the whole path.</summary>
    public bool IsMatch(string path)
    {
        // Most paths do not contain the longest literal text of the pattern, and searching for it is faster than
        // matching.
        if (path.Length < minimumLength || path.IndexOf(required, StringComparison.Ordinal) < 0)
            return false;

        var (current, next) = (new StateSet(tokens.Length + 1), new StateSet(tokens.Length + 1));
        Add(current, 0);
        for (var index = 0; index < path.Length && current.Count > 0; index++)
        {
            var character = GlobReader.CodePoint(path, ref index);
            next.Clear();
            for (var each = 0; each < current.Count; each++)
                Step(current[each], character, next);
            (current, next) = (next, current);
        }

        return current.Contains(tokens.Length);
    }

    // A state is the index of the next token to match.
    private void Step(int state, int character, StateSet next)
    {
        if (state == tokens.Length)
            return;

        var token = tokens[state];
        if (token.IsCharacter)
        {
            if (token.Accepts(character))
                Add(next, state + 1);
            return;
        }

        if (!token.Accepts(character))
            return;

        Add(next, state);
        if (token.Kind == GlobKind.Folders && character == '/')
            Add(next, state + 1);
    }

    // A star also matches an empty text, so the state after it is added too. From `Folders`, matching continues with
    // the next token only after a slash.
    private void Add(StateSet states, int state)
    {
        for (; states.Add(state) && state < tokens.Length; state++)
        {
            var kind = tokens[state].Kind;
            if (kind == GlobKind.FoldersStart)
                states.Add(++state);
            else if (kind is not (GlobKind.Star or GlobKind.Rest))
                return;
        }
    }

    private static string LongestLiteral(GlobToken[] tokens)
    {
        var (longest, current) = ("", new StringBuilder());
        foreach (var token in tokens.Append(new GlobToken(GlobKind.Rest)))
        {
            if (token.Kind == GlobKind.Literal)
            {
                current.Append(GlobReader.Text(token.Character));
                continue;
            }

            longest = current.Length > longest.Length ? current.ToString() : longest;
            current.Clear();
        }

        return longest;
    }

    /// <summary>A set of states. Adding a state and clearing the set take constant time.</summary>
    private sealed class StateSet(int capacity)
    {
        private readonly int[] states = new int[capacity];
        private readonly int[] places = new int[capacity];

        public int Count { get; private set; }

        public int this[int index] => states[index];

        public void Clear() => Count = 0;

        public bool Contains(int state) => places[state] < Count && states[places[state]] == state;

        public bool Add(int state)
        {
            if (Contains(state))
                return false;

            (states[Count], places[state]) = (state, Count);
            Count++;
            return true;
        }
    }
}
