// Processes of a package manager go through the product's launcher; here the child is the product itself, and the launcher not what is tried.
#pragma warning disable RS0030
using System.Diagnostics;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.History;

/// <summary>This test assembly, started once more as a process of its own (<see cref="OtherProcessMain"/>). Killed at the end at the latest.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    /// <param name="verb"><c>write</c> (for ever) or <c>read</c>.</param>
    /// <param name="paths">Where the history is.</param>
    /// <param name="prefix">A command that starts it, such as setpriv with its options.</param>
    public static OtherProcess Start(string verb, HostPaths paths, params string[] prefix)
    {
        string[] words = [.. prefix, Dotnet(), "exec", typeof(OtherProcess).Assembly.Location];
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in words[1..]) start.ArgumentList.Add(word);
        start.Environment[OtherProcessMain.Verb] = $"{verb}:{paths.Root}";
        return new OtherProcess(Process.Start(start)!);
    }

    /// <summary>The next line of its output; null at its end.</summary>
    public Task<string?> NextLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>The rest of its output, and its errors, once it has ended.</summary>
    public async Task<(string Output, string Errors)> RestAsync()
    {
        var errors = _process.StandardError.ReadToEndAsync();
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (output, await errors);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Dotnet() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
