using System.Globalization;

namespace KuPkg.Toml.Reading;

/// <summary>Integers and floats.</summary>
internal static class Numbers
{
    private const string Underscore = "an underscore in a number must stand between two digits";
    private const string BeforePoint = "before the point";
    private const string TooLarge = "this integer is beyond 64 bits: at least -9223372036854775808, at most 9223372036854775807";

    /// <inheritdoc cref="BareValue.Read"/>
    public static TomlValue? Read(ReadOnlySpan<byte> token, TomlPosition at, out string? mistake)
    {
        mistake = null;
        var sign = token[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        var number = token[sign..];
        if (number.SequenceEqual("inf"u8))
            return new TomlFloat(at, token[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity);
        if (number.SequenceEqual("nan"u8))
            return new TomlFloat(at, double.NaN);
        if (number is [(byte)'0', (byte)'x' or (byte)'o' or (byte)'b' or (byte)'X' or (byte)'O' or (byte)'B', ..])
            return ReadRadix(token, sign, at, out mistake);
        return ReadDecimal(token, sign, at, out mistake);
    }

    private static TomlInteger? ReadRadix(ReadOnlySpan<byte> token, int sign, TomlPosition at, out string? mistake)
    {
        var letter = (char)(token[sign + 1] | 0x20);
        var (bits, kind) = letter switch { 'x' => (4, "a hexadecimal"), 'o' => (3, "an octal"), _ => (1, "a binary") };
        var (value, isDigitLast, isTooLarge) = (0UL, false, false);
        mistake = null;
        foreach (var c in token[(sign + 2)..])
        {
            if (c == '_' && isDigitLast)
            {
                isDigitLast = false;
                continue;
            }

            var digit = Bytes.HexDigit(c);
            if (digit < 0 && c != '_')
            {
                // 0xyz is a text.
                mistake = null;
                return null;
            }

            if (c == '_')
                mistake ??= Underscore;
            else if (digit >= 1 << bits)
                mistake ??= $"\"{(char)c}\" is no digit of {kind} number";
            isTooLarge |= value >> (63 - bits) != 0;
            value = (value << bits) | (uint)digit;
            isDigitLast = true;
        }

        mistake ??= token.Length == sign + 2 ? $"{kind} number needs a digit after 0{letter}" : isDigitLast ? null : Underscore;
        if (mistake is null && sign == 1)
            mistake = $"{kind} number has no sign";
        if (mistake is null && token[sign + 1] != letter)
            mistake = $"{kind} number begins with 0{letter}, in lower case";
        if (mistake is null && isTooLarge)
            mistake = TooLarge;
        return mistake is null ? new TomlInteger(at, (long)value) : null;
    }

    private static TomlValue? ReadDecimal(ReadOnlySpan<byte> token, int sign, TomlPosition at, out string? mistake)
    {
        var (next, isFloat) = (sign, false);
        mistake = null;
        if (!TakeDigits(token, ref next, BeforePoint, ref mistake))
            return null;
        if (token[sign] == '0' && next > sign + 1)
            mistake ??= "a decimal number may not begin with 0; 0o begins an octal one";
        if (next < token.Length && token[next] == '.')
        {
            (next, isFloat) = (next + 1, true);
            if (!TakeDigits(token, ref next, "after the point", ref mistake))
                return null;
        }

        if (next < token.Length && token[next] is (byte)'e' or (byte)'E')
        {
            (next, isFloat) = (next + 1, true);
            if (next < token.Length && token[next] is (byte)'+' or (byte)'-')
                next++;
            if (!TakeDigits(token, ref next, "in the exponent", ref mistake))
                return null;
        }

        if (next < token.Length)
            mistake = null;
        if (next < token.Length || mistake is not null)
            return null;
        if (isFloat)
            return new TomlFloat(at, ToDouble(token));
        if (ToInteger(token, sign) is { } integer)
            return new TomlInteger(at, integer);
        mistake = TooLarge;
        return null;
    }

    // False when there are none.
    private static bool TakeDigits(ReadOnlySpan<byte> token, ref int next, string where, ref string? mistake)
    {
        var begin = next;
        while (next < token.Length && (Bytes.IsDigit(token[next]) || token[next] == '_'))
            next++;
        var digits = token[begin..next];
        if (digits.IndexOfAnyInRange((byte)'0', (byte)'9') < 0)
        {
            // .5, 5. and 1e were meant as numbers; a lone sign and 5.x were not.
            var isMeant = where == BeforePoint
                ? token[begin..] is [(byte)'.', >= (byte)'0' and <= (byte)'9', ..]
                : token[begin..] is [] or [(byte)'.' or (byte)'e' or (byte)'E', ..];
            if (isMeant)
                mistake ??= $"a digit is missing {where}";
            return false;
        }

        if (digits[0] == '_' || digits[^1] == '_' || digits.IndexOf("__"u8) >= 0)
            mistake ??= Underscore;
        return true;
    }

    private static long? ToInteger(ReadOnlySpan<byte> token, int sign)
    {
        var (value, isNegative) = (0L, token[0] == '-');
        foreach (var c in token[sign..])
        {
            if (c == '_')
                continue;

            // Downwards, as there is one more negative number.
            if (value < (long.MinValue + (c - '0')) / 10)
                return null;
            value = value * 10 - (c - '0');
        }

        return isNegative ? value : value == long.MinValue ? null : -value;
    }

    private static double ToDouble(ReadOnlySpan<byte> token)
    {
        Span<byte> plain = token.Length <= 256 ? stackalloc byte[token.Length] : new byte[token.Length];
        var length = 0;
        foreach (var c in token)
        {
            if (c != '_')
                plain[length++] = c;
        }

        return double.Parse(plain[..length], NumberStyles.Float, NumberFormatInfo.InvariantInfo);
    }
}
