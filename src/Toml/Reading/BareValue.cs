namespace KuPkg.Toml.Reading;

/// <summary>Values without quotation marks or brackets: booleans, numbers, dates and times.</summary>
internal static class BareValue
{
    /// <param name="token">At least one byte, no blanks but one between a date and a time.</param>
    /// <param name="at">Its place.</param>
    /// <param name="mistake">When it was surely meant as such a value, what is wrong with it; else null.</param>
    /// <returns>Null when it is no value.</returns>
    public static TomlValue? Read(ReadOnlySpan<byte> token, TomlPosition at, out string? mistake)
    {
        mistake = null;
        if (token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8))
            return new TomlBoolean(at, token.Length == 4);
        return Moments.LooksLike(token) ? Moments.Read(token, at, out mistake) : Numbers.Read(token, at, out mistake);
    }

    /// <summary>What is told of a text that has no quotation marks.</summary>
    public static string MistakeOf(string text) => text.ToLowerInvariant() switch
    {
        "true" or "false" => $"a boolean is written in lower case: {text.ToLowerInvariant()}",
        "yes" or "no" or "on" or "off" => $"\"{text}\" is no value; a boolean is written true or false, text in quotation marks: \"{text}\"",
        "null" or "nil" or "none" => $"\"{text}\" is no value; TOML has no null, leave the key out, or write text in quotation marks: \"{text}\"",
        "inf" or "nan" or "+inf" or "-inf" or "+nan" or "-nan" => $"this float is written in lower case: {text.ToLowerInvariant()}",
        ['“' or '”' or '„' or '‘' or '’' or '«', ..] => $"typographic quotation marks do not count; write straight ones: {Quoted.Suggestion(text.Trim('“', '”', '„', '‘', '’', '«', '»'))}",
        _ => $"text needs quotation marks: {Quoted.Suggestion(text)}",
    };
}
