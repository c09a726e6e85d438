namespace KuPkg.Policy.Plans;

/// <summary>Package names with the wildcards of fnmatch(3): <c>*</c>, <c>?</c> and <c>[a-z]</c>.</summary>
public static class PackageGlob
{
    /// <summary>Whether one of the globs matches the whole name.</summary>
    public static bool MatchesAny(IEnumerable<string> globs, string name)
    {
        ArgumentNullException.ThrowIfNull(globs);
        return globs.Any(g => Matches(g, name));
    }

    /// <summary>Whether the glob matches the whole name. Case counts.</summary>
    public static bool Matches(string glob, string name)
    {
        ArgumentNullException.ThrowIfNull(glob);
        ArgumentNullException.ThrowIfNull(name);
        return Matches(glob.AsSpan(), name.AsSpan());
    }

    // Goes back to the last star only: each character of the name is looked at once per star, never exponentially often.
    private static bool Matches(ReadOnlySpan<char> glob, ReadOnlySpan<char> name)
    {
        int g = 0, n = 0, starAt = -1, nameAtStar = 0;
        while (n < name.Length)
        {
            if (g < glob.Length && glob[g] == '*')
            {
                (starAt, nameAtStar) = (g++, n);
            }
            else if (g < glob.Length && MatchesOne(glob[g..], name[n], out var length))
            {
                g += length;
                n++;
            }
            else if (starAt >= 0)
            {
                g = starAt + 1;
                n = ++nameAtStar;
            }
            else
            {
                return false;
            }
        }

        return glob[g..].TrimStart('*').IsEmpty;
    }

    private static bool MatchesOne(ReadOnlySpan<char> glob, char character, out int length)
    {
        length = 1;
        if (glob[0] == '?')
            return true;
        var close = glob[0] == '[' && glob.Length > 2 ? glob[2..].IndexOf(']') : -1;
        if (close < 0)
            return glob[0] == character;

        length = close + 3;
        var set = glob[1..(close + 2)];
        var negated = set[0] is '!' or '^';
        return IsInSet(negated ? set[1..] : set, character) != negated;
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (character >= set[i] && character <= set[i + 2])
                    return true;
                i += 2;
            }
            else if (set[i] == character)
            {
                return true;
            }
        }

        return false;
    }
}
