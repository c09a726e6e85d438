namespace KuPkg.Toml;

/// <summary>A time of day, as RFC 3339 allows it: with the leap second, which <see cref="TimeOnly"/> does not know.</summary>
/// <param name="Hour">From 0 to 23.</param>
/// <param name="Minute">From 0 to 59.</param>
/// <param name="Second">From 0 to 59; 60 is a leap second.</param>
/// <param name="Nanosecond">From 0 to 999,999,999. Finer digits are cut off, as the specification asks.</param>
public readonly record struct TomlTime(int Hour, int Minute, int Second, int Nanosecond)
{
    /// <summary><c>07:32:00</c>, <c>07:32:00.5</c>.</summary>
    public override string ToString() =>
        $"{Hour:D2}:{Minute:D2}:{Second:D2}{(Nanosecond == 0 ? "" : $".{Nanosecond:D9}".TrimEnd('0'))}";
}
