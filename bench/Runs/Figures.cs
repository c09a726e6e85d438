namespace KuPkg.Bench.Runs;

/// <summary>Prints the figures, each with what it is held against, and remembers whether all of them hold.</summary>
internal sealed class Figures
{
    public bool AllHold { get; private set; } = true;

    /// <summary>A figure beside a peer that was measured in the same run.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="figure">Its values; the median counts.</param>
    /// <param name="peerName">What the peer is.</param>
    /// <param name="peer">The peer's values.</param>
    /// <param name="unit">Of both.</param>
    /// <param name="mostTimes">The figure may be so many times the peer.</param>
    public void Against(string what, IReadOnlyList<double> figure, string peerName, IReadOnlyList<double> peer, string unit, double mostTimes)
    {
        var ratio = Median(figure) / Median(peer);
        Console.WriteLine($"{what,-46} {Spread(figure, unit)}");
        Console.WriteLine($"    {peerName,-42} {Spread(peer, unit)}");
        Verdict($"ratio {ratio:F2}, at most {mostTimes:F2}", ratio <= mostTimes);
    }

    /// <summary>What a figure has over a peer that was measured in the same run.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="figure">Its values; the median counts.</param>
    /// <param name="peerName">What the peer is.</param>
    /// <param name="peer">The peer's values.</param>
    /// <param name="unit">Of both.</param>
    /// <param name="most">The figure may be so much more than the peer.</param>
    public void Over(string what, IReadOnlyList<double> figure, string peerName, IReadOnlyList<double> peer, string unit, double most)
    {
        var over = Median(figure) - Median(peer);
        Console.WriteLine($"{what,-46} {Spread(figure, unit)}");
        Console.WriteLine($"    {peerName,-42} {Spread(peer, unit)}");
        Verdict($"{over:F2} {unit} over it, at most {most:F2} ({Median(figure) / Median(peer):F1} times)", over <= most);
    }

    /// <summary>A figure beside a fixed bound.</summary>
    public void Within(string what, IReadOnlyList<double> figure, string unit, double most)
    {
        Console.WriteLine($"{what,-46} {Spread(figure, unit)}");
        Verdict($"worst {figure.Max():F2} {unit}, at most {most:F2}: {figure.Max() / most:F2} of it", figure.Max() <= most);
    }

    /// <summary>The median of a figure beside a fixed bound.</summary>
    public void Typical(string what, IReadOnlyList<double> figure, string unit, double most)
    {
        Console.WriteLine($"{what,-46} {Spread(figure, unit)}");
        Verdict($"median {Median(figure):F2} {unit}, at most {most:F2}: {Median(figure) / most:F2} of it", Median(figure) <= most);
    }

    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Spread(IReadOnlyList<double> values, string unit) =>
        $"{Median(values),9:F2} {unit}  ({values.Min():F2} to {values.Max():F2}, median of {values.Count})";

    private void Verdict(string text, bool holds)
    {
        AllHold &= holds;
        Console.WriteLine($"    {(holds ? "holds" : "DOES NOT HOLD")}: {text}\n");
    }
}
