namespace KuPkg.Toml;

/// <summary>A day of the Gregorian calendar, as RFC 3339 allows it: the year 0 too, which <see cref="DateOnly"/> does not know.</summary>
/// <param name="Year">From 0 to 9999.</param>
/// <param name="Month">From 1 to 12.</param>
/// <param name="Day">From 1 to the length of the month.</param>
public readonly record struct TomlDate(int Year, int Month, int Day)
{
    /// <summary><c>1979-05-27</c>.</summary>
    public override string ToString() => $"{Year:D4}-{Month:D2}-{Day:D2}";

    internal static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
