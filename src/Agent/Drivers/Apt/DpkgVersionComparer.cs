namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Orders versions as dpkg does (deb-version(7)): epoch, then upstream version, then revision.</summary>
internal sealed class DpkgVersionComparer : IComparer<string>
{
    public static DpkgVersionComparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parts(x ?? ""), Parts(y ?? ""));
        if (CompareParts(left.Epoch, right.Epoch) is var epoch and not 0)
            return epoch;
        return CompareParts(left.Upstream, right.Upstream) is var upstream and not 0 ? upstream : CompareParts(left.Revision, right.Revision);
    }

    private static (string Epoch, string Upstream, string Revision) Parts(string version)
    {
        var colon = version.IndexOf(':', StringComparison.Ordinal);
        var epoch = colon < 0 ? "0" : version[..colon];
        var rest = version[(colon + 1)..];
        var hyphen = rest.LastIndexOf('-');
        return hyphen < 0 ? (epoch, rest, "") : (epoch, rest[..hyphen], rest[(hyphen + 1)..]);
    }

    // Runs of other characters and runs of digits in turn; numbers by value, however long.
    private static int CompareParts(string left, string right)
    {
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            while ((i < left.Length && !char.IsAsciiDigit(left[i])) || (j < right.Length && !char.IsAsciiDigit(right[j])))
            {
                int a = Order(left, i), b = Order(right, j);
                if (a != b)
                    return a.CompareTo(b);
                i++;
                j++;
            }

            var first = Digits(left, ref i);
            var second = Digits(right, ref j);
            var difference = first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
            if (difference != 0)
                return difference;
        }

        return 0;
    }

    // A tilde sorts before the end, letters before everything else that is no digit.
    private static int Order(string text, int at) => at >= text.Length || char.IsAsciiDigit(text[at]) ? 0 : text[at] switch
    {
        '~' => -1,
        var c when char.IsAsciiLetter(c) => c,
        var c => c + 256,
    };

    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
