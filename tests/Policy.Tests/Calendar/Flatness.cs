namespace KuPkg.Policy.Tests.Calendar;

/// <summary>How far numbers from 0 to less than 1 are from being spread flat: the chi-square statistic over 100 equal parts.</summary>
internal static class Flatness
{
    private const int Parts = 100;

    /// <summary>
    /// Chi-square with 99 degrees of freedom exceeds 180 with a probability below 2e-6 when the numbers are spread flat; one part of the 100 that holds 15 % too many
    /// of 100,000 already gives 22 above the mean of 99, and a share of 4 % of all hosts that sit in one part 1,600. The fleets are made from a fixed
    /// seed, so a test that passes once passes always.
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
