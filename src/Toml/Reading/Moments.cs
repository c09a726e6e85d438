namespace KuPkg.Toml.Reading;

/// <summary>Reads a date, a time or both, as RFC 3339 writes them, from a token.</summary>
internal ref struct Moments(ReadOnlySpan<byte> token)
{
    private const string DateForm = "a date is written YYYY-MM-DD, as in 1979-05-27; text needs quotation marks";
    private const string TimeForm = "a time is written hh:mm:ss, as in 07:32:00 or 07:32:00.5; text needs quotation marks";
    private const string OffsetForm = "the offset of a time from UTC is written Z, +hh:mm or -hh:mm";

    private ReadOnlySpan<byte> _rest = token;
    private string? _mistake;

    /// <summary>Whether a token has the form of a date, whatever its numbers.</summary>
    public static bool IsDate(ReadOnlySpan<byte> token) =>
        token.Length == 10 && AreDigits(token[..4]) && token[4] == '-' && AreDigits(token[5..7]) && token[7] == '-' && AreDigits(token[8..]);

    /// <summary>Whether a token was meant as a date or a time, unless it was meant as a text.</summary>
    public static bool LooksLike(ReadOnlySpan<byte> token)
    {
        // 10-minutes and 08:00h are texts, and most of what begins with a digit is a number.
        var digits = token.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && token[digits] is (byte)'-' or (byte)':' && AreMomentCharacters(token[digits..]);
    }

    /// <inheritdoc cref="BareValue.Read"/>
    public static TomlValue? Read(ReadOnlySpan<byte> token, TomlPosition at, out string? mistake)
    {
        var moments = new Moments(token);
        var value = moments.Read(at);
        mistake = moments._mistake;
        return mistake is null ? value : null;
    }

    private TomlValue? Read(TomlPosition at)
    {
        if (_rest[_rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9')] == ':')
            return TakeTime(out var timeOnly) && TakeEnd(TimeForm) ? new TomlLocalTime(at, timeOnly) : null;
        if (!TakeDate(out var date))
            return null;
        if (_rest.IsEmpty)
            return new TomlLocalDate(at, date);
        if (!TakeOneOf("Tt "u8, DateForm) || !TakeTime(out var time))
            return null;
        if (_rest.IsEmpty)
            return new TomlLocalDateTime(at, date, time);
        if (!TakeOffset(out var offset) || !TakeEnd(OffsetForm))
            return null;
        if (time.Second == 60 && !IsLeapSecond(date, time, offset))
            Fail("second 60: a leap second comes at the end of a month only, at 23:59:60 UTC");
        return new TomlOffsetDateTime(at, date, time, offset);
    }

    private bool TakeDate(out TomlDate date)
    {
        date = default;
        if (_rest.Length < 10 || !IsDate(_rest[..10]))
            return Fail(DateForm);
        date = new TomlDate(Number(_rest[..4]), Number(_rest[5..7]), Number(_rest[8..10]));
        _rest = _rest[10..];
        if (date.Month is < 1 or > 12)
            return Fail($"month {date.Month:D2}: months go from 01 to 12");
        var days = TomlDate.DaysIn(date.Year, date.Month);
        return (date.Day >= 1 && date.Day <= days) || Fail($"day {date.Day:D2}: the days of {date.Year:D4}-{date.Month:D2} go from 01 to {days}");
    }

    private bool TakeTime(out TomlTime time)
    {
        time = default;
        if (!TakeClock(out var hour, out var minute) || _rest.Length < 3 || _rest[0] != ':' || !AreDigits(_rest[1..3]))
            return Fail(TimeForm);
        var second = Number(_rest[1..3]);
        _rest = _rest[3..];
        if (!TakeFraction(out var nanosecond))
            return Fail(TimeForm);
        time = new TomlTime(hour, minute, second, nanosecond);
        return hour > 23 ? Fail($"hour {hour:D2}: hours go from 00 to 23")
            : minute > 59 ? Fail($"minute {minute:D2}: minutes go from 00 to 59")
            : second <= 60 || Fail($"second {second:D2}: seconds go from 00 to 59");
    }

    private bool TakeFraction(out int nanosecond)
    {
        nanosecond = 0;
        if (_rest is not [(byte)'.', ..])
            return true;
        var digits = 1;
        for (; digits < _rest.Length && Bytes.IsDigit(_rest[digits]); digits++)
        {
        }

        for (var i = 1; i <= 9; i++)
            nanosecond = nanosecond * 10 + (i < digits ? _rest[i] - '0' : 0);
        _rest = _rest[digits..];
        return digits > 1;
    }

    private bool TakeOffset(out int minutes)
    {
        var sign = _rest[0];
        minutes = 0;
        if (!TakeOneOf("Zz+-"u8, OffsetForm) || sign is (byte)'Z' or (byte)'z')
            return _mistake is null;
        if (!TakeClock(out var hour, out var minute))
            return Fail(OffsetForm);
        minutes = (hour * 60 + minute) * (sign == '-' ? -1 : 1);
        return (hour <= 23 && minute <= 59) || Fail($"offset {hour:D2}:{minute:D2}: hours go from 00 to 23, minutes from 00 to 59");
    }

    // hh:mm
    private bool TakeClock(out int hour, out int minute)
    {
        (hour, minute) = (0, 0);
        if (_rest.Length < 5 || !AreDigits(_rest[..2]) || _rest[2] != ':' || !AreDigits(_rest[3..5]))
            return false;
        (hour, minute) = (Number(_rest[..2]), Number(_rest[3..5]));
        _rest = _rest[5..];
        return true;
    }

    private bool TakeOneOf(ReadOnlySpan<byte> choices, string form)
    {
        if (choices.IndexOf(_rest[0]) < 0)
            return Fail(form);
        _rest = _rest[1..];
        return true;
    }

    private bool TakeEnd(string form) => _rest.IsEmpty || Fail(form);

    private bool Fail(string mistake)
    {
        _mistake = mistake;
        return false;
    }

    // RFC 3339, section 5.7: 23:59:60 UTC on the last day of a month. Without an offset it cannot be told, and every second 60 is taken.
    private static bool IsLeapSecond(TomlDate date, TomlTime time, int offsetMinutes) => (time.Hour * 60 + time.Minute - offsetMinutes) switch
    {
        24 * 60 - 1 => date.Day == TomlDate.DaysIn(date.Year, date.Month),
        -1 => date.Day == 1,
        _ => false,
    };

    private static bool AreMomentCharacters(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (!Bytes.IsDigit(c) && c is not ((byte)'-' or (byte)':' or (byte)'.' or (byte)'+' or (byte)'T' or (byte)'t' or (byte)'Z' or (byte)'z' or (byte)' '))
                return false;
        }

        return true;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = number * 10 + (digit - '0');
        return number;
    }
}
