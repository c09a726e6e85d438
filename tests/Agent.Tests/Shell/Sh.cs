using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Shell;

/// <summary>Children made of a few words of shell.</summary>
internal static class Sh
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    public static Launcher Launcher { get; } = new(TimeProvider.System, null);

    public static Launch Script(string text) => new("sh", ["-c", text]);

    public static Task<ShortResult> RunAsync(string text) => Launcher.RunAsync(Script(text), Generous);

    /// <summary>Waits for something that must come true.</summary>
    public static async Task Until(Func<bool> isTrue, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isTrue())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Generous)
                throw new TimeoutException($"In {Generous} it did not come true that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
