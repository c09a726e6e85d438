namespace KuPkg.Toml.Reading;

/// <summary>The classes of characters that the grammar knows. All of its own characters are ASCII, so bytes tell.</summary>
internal static class Bytes
{
    /// <summary>What <see cref="DocumentReader.Peek"/> answers behind the last byte.</summary>
    public const int End = -1;

    /// <summary>A letter, a digit, <c>_</c> or <c>-</c>.</summary>
    public static bool IsBareKey(int c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-';

    public static bool IsLetter(int c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    public static bool IsDigit(int c) => c is >= '0' and <= '9';

    /// <summary>The value of a hexadecimal digit; -1 when it is none.</summary>
    public static int HexDigit(int c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    /// <summary>A space or a tab.</summary>
    public static bool IsBlank(int c) => c is ' ' or '\t';

    /// <summary>A control character that may stand neither in a comment nor in a string. A line feed is one.</summary>
    public static bool IsControl(int c) => c is (>= 0 and < ' ' and not '\t') or 0x7F;

    /// <summary>Where an unquoted value ends at the latest.</summary>
    public static bool EndsBareValue(int c) => c is End or ' ' or '\t' or ',' or ']' or '}' or '#' or '"' or '\'' or '=' || IsControl(c);
}
