using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Hosts;

/// <summary>A program running in a booted host, in a control group of its own.</summary>
public sealed class HostCommand : IAsyncDisposable
{
    private readonly RunningCommand _command;
    private readonly string _group;
    private readonly string _commandLine;

    internal HostCommand(RunningCommand command, string group, string commandLine)
    {
        _command = command;
        _group = group;
        _commandLine = commandLine;
    }

    public bool HasExited => _command.HasExited;

    public string TextSoFar => _command.TextSoFar;

    /// <summary>Waits for its end; when the time is over, kills all in its control group.</summary>
    public async Task<CommandResult> WaitAsync(TimeSpan limit) =>
        (await _command.WaitAsync(limit, Kill)) with { CommandLine = _commandLine };

    /// <summary>SIGKILL to it and to all that it started and that stayed in its control group.</summary>
    public void Kill() => Cgroups.Kill(_group);

    public async ValueTask DisposeAsync()
    {
        if (!_command.HasExited)
            Kill();
        await _command.DisposeAsync();
    }
}
