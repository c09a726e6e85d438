namespace KuPkg.Agent.Drivers.Apt;

/// <summary>One record of apt_preferences(5).</summary>
internal static class PinRecord
{
    /// <param name="packages">Names or globs, separated by spaces, each with <c>:any</c> to mean all architectures.</param>
    /// <param name="pin">Such as <c>version 2.4-3</c>.</param>
    /// <param name="priority">Below zero: never.</param>
    /// <param name="explanation">Why; one line is made of it.</param>
    public static string Of(string packages, string pin, int priority, string? explanation = null)
    {
        var why = explanation is null ? "" : $"Explanation: {string.Join(' ', explanation.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}\n";
        return $"{why}Package: {packages}\nPin: {pin}\nPin-Priority: {priority}\n\n";
    }
}
