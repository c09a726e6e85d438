namespace KuPkg.Policy.Tests.Calendar;

/// <summary>How far numbers from 0 to less than 1 are from being spread flat: the chi-square statistic over 100 equal parts.</summary>
internal static class Flatness
{
    private const int Parts = 100;

    /// <summary>
    /// Chi-square with 99 degrees of freedom exceeds 180 with a probability below 2e-6 when the numbers are spread flat. Of 100,000 numbers each part should hold
    /// 1,000: one that holds 2,000 instead adds 1,000 to the statistic, and one hundredth part left empty as much. The fleets are made from a fixed seed, so a
    /// test that passes once passes always.
    /// </summary>
    public const double Bound = 180;

    public static double Of(IEnumerable<double> numbers)
    {
        var counts = new int[Parts];
        var all = 0;
        foreach (var number in numbers)
        {
            counts[(int)Math.Floor(number * Parts)]++;
            all++;
        }

        var expected = all / (double)Parts;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }
}
