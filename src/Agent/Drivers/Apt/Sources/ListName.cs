using System.Globalization;
using System.Text;

namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>The names that apt gives the files in its lists directory.</summary>
internal static class ListName
{
    private const string Quoted = "\\|{}[]<>\"^~_=!@#$%^&*";

    /// <summary>The name of an address: without scheme and user info, odd characters as %xx, slashes as underscores.</summary>
    public static string Of(string address)
    {
        var scheme = address.IndexOf(':', StringComparison.Ordinal);
        var rest = address[(scheme + 1)..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest[2..];
            var host = rest.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : rest.Length;
            rest = rest[(rest.LastIndexOf('@', Math.Max(host - 1, 0)) + 1)..];
        }

        var name = new StringBuilder();
        foreach (var c in rest)
        {
            if (c == '/')
                name.Append('_');
            else if (c is <= ' ' or >= '\u007f' || Quoted.Contains(c, StringComparison.Ordinal))
                name.Append(CultureInfo.InvariantCulture, $"%{(int)c:x2}");
            else
                name.Append(c);
        }

        return name.ToString();
    }

    /// <summary>The address of a suite's folder, as apt puts it together: a suite that ends in a slash is a folder of a flat repository.</summary>
    public static string FolderOf(string address, string suite)
    {
        var folder = address.EndsWith('/') ? address : $"{address}/";
        return suite.EndsWith('/') ? $"{folder}{(suite == "/" ? "" : suite)}" : $"{folder}dists/{suite}/";
    }
}
