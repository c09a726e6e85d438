using KuPkg.Harness.Hosts;

namespace KuPkg.Demo;

/// <summary>What the demo shows: its own words, and commands with their output as it comes.</summary>
internal static class Say
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static void Heading(string text) => Console.WriteLine($"\n== {text}");

    public static void Line(string text) => Console.WriteLine(text);

    /// <summary>Runs a line of shell in the host; its output goes straight to the reader.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> CommandAsync(BootedHost host, string line)
    {
        Console.WriteLine($"\nroot@{host.Name}:~# {line}");
        await Console.Out.FlushAsync();
        // Off a terminal kupkg is silent, as cron wants it; a log of this demo should show what a plain terminal would.
        string[] argv = Console.IsOutputRedirected
            ? ["env", "TERM=dumb", "script", "-qefc", $"stty cols 150; {line}", "/dev/null"]
            : ["sh", "-c", line];
        await using var command = host.Start(argv, relayed: true);
        var result = await command.WaitAsync(Limit);
        if (result.ExitCode != 0)
            Console.WriteLine($"(exit {result.ExitCode})");
        return result.ExitCode;
    }
}
