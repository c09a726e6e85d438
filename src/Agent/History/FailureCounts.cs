using System.Globalization;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.History;

/// <summary>Counts of failures by cause as a column holds them: <c>server-error=2 silent=0.4</c>.</summary>
internal static class FailureCounts
{
    public static string Write<T>(IReadOnlyDictionary<FailureCause, T> counts)
        where T : IFormattable =>
        string.Join(' ', counts.OrderBy(static c => c.Key).Select(static c => $"{Word(c.Key)}={c.Value.ToString(null, CultureInfo.InvariantCulture)}"));

    /// <summary>Reads them; a cause that this version does not know is left out.</summary>
    public static Dictionary<FailureCause, double> Read(string text)
    {
        var counts = new Dictionary<FailureCause, double>();
        foreach (var field in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field.Split('=') is [var word, var number] && CauseOf(word) is { } cause && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
                counts[cause] = count;
        }

        return counts;
    }

    /// <summary>A cause in the words of the history and of JSON: <c>server-error</c>.</summary>
    public static string Word(FailureCause cause) =>
        string.Concat(cause.ToString().Select(static (c, i) => char.IsUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>The cause of a word; null: none, or one of a newer version.</summary>
    public static FailureCause? CauseOf(string? word)
    {
        foreach (var cause in Enum.GetValues<FailureCause>())
        {
            if (Word(cause) == word)
                return cause;
        }

        return null;
    }
}
