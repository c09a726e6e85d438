using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Hosts;

/// <summary>
/// A Debian host under systemd-nspawn: an overlay over <see cref="BaseRoot"/>, a full boot (below a second), real apt, dpkg and systemd.
/// It shares the machine's network, so that a mirror on a loopback address of the test is reachable. At most two at once.
/// One test owns it; its methods may be called concurrently. Disposal ends and removes all of it.
/// </summary>
public sealed partial class BootedHost : IAsyncDisposable
{
    private const int MostAtOnce = 2;
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(60);
    private static readonly SemaphoreSlim Places = new(MostAtOnce, MostAtOnce);
    private static readonly Lazy<Task> StaleCleared = new(HostGround.ClearStaleAsync);
    private static int _count;

    private readonly HostGround _ground;
    private RunningCommand? _nspawn;
    private int _commands;
    private bool _disposed;

    private readonly bool _withSystemd;

    private BootedHost(HostGround ground, bool withSystemd)
    {
        _ground = ground;
        _withSystemd = withSystemd;
    }

    public string Name => _ground.Name;

    /// <summary>The host's pid 1, as the machine numbers it.</summary>
    public int Leader { get; private set; }

    /// <summary>The host's disk as a directory of the machine; it is there when the host is off, too.</summary>
    public string Disk => _ground.Root;

    /// <summary>Makes and boots a host; waits for a free place first.</summary>
    public static async Task<BootedHost> StartAsync(HostOptions? options = null)
    {
        options ??= new HostOptions();
        var baseRoot = await BaseRoot.GetAsync();
        await StaleCleared.Value;
        await Places.WaitAsync();
        var host = new BootedHost(HostGround.Claim(Interlocked.Increment(ref _count)), options.WithSystemd);
        try
        {
            host._ground.MountOver(baseRoot);
            host.Write("/etc/hostname", host.Name + "\n");
            foreach (var (path, bytes) in options.SmallFileSystems)
                await host.MountSmallAsync(path, bytes);
            if (options.WithBinary)
                host.InstallBinary();
            await host.BootAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Clears away what test processes left that were killed. Done once by itself before the first host.</summary>
    public static Task ClearStaleAsync() => HostGround.ClearStaleAsync();

    /// <summary>Boots what was powered off by <see cref="PowerCutAsync"/>: same disk, new boot.</summary>
    public async Task BootAsync()
    {
        _ground.Cgroups.Create();
        var join = string.Join(';', _ground.Cgroups.Tops.Select(top => $"echo $$ >{top}/cgroup.procs"));
        var init = _withSystemd ? "-b" : "--as-pid2 sleep infinity";
        var boot = $"{join}; exec env -i PATH=\"$PATH\" SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 setsid systemd-nspawn -q -D {Disk} -M {Name} " +
            $"--register=no --keep-unit --resolv-conf=off --link-journal=no --timezone=off --console=pipe {init} " +
            $"</dev/null >{_ground.Console} 2>&1";
        _nspawn = Command.Start(["sh", "-c", boot]);
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsUpAsync())
        {
            if (_nspawn.HasExited || TimeProvider.System.GetElapsedTime(began) > BootLimit)
                throw new InvalidOperationException($"cannot boot host {Name}: {(_nspawn.HasExited ? "systemd-nspawn ended" : "not running after " + BootLimit)}. Its console:\n{await File.ReadAllTextAsync(_ground.Console)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>The plug is pulled: every process of the host is gone at once, nothing is shut down. (What was written but not synced is still there: it is the machine's page cache.)</summary>
    public async Task PowerCutAsync()
    {
        Libc.Kill(Leader);
        await _nspawn!.WaitAsync(TimeSpan.FromSeconds(20), _ground.Cgroups.Kill);
        Leader = 0;
    }

    /// <summary>An orderly shutdown, which asks no inhibitor: every unit is stopped in its order, with the patience that it asks for.</summary>
    public async Task ShutDownAsync()
    {
        await MustAsync("systemctl", "poweroff", "--no-block", "--ignore-inhibitors");
        await _nspawn!.WaitAsync(TimeSpan.FromMinutes(2), _ground.Cgroups.Kill);
        Leader = 0;
    }

    /// <summary>All processes of the host.</summary>
    public IReadOnlyList<HostProcess> Processes() => [.. _ground.Cgroups.Pids().Select(HostProcess.Read).OfType<HostProcess>()];

    /// <summary>SIGKILL to one process of the host, if it is still the one that was read.</summary>
    public void Kill(HostProcess process)
    {
        if (_ground.Cgroups.Pids().Contains(process.Pid) && HostProcess.Read(process.Pid)?.StartTicks == process.StartTicks)
            Libc.Kill(process.Pid);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            await _ground.ClearAsync();
            if (_nspawn is not null)
                await _nspawn.DisposeAsync();
        }
        finally
        {
            Places.Release();
        }
    }

    private async Task<bool> IsUpAsync()
    {
        // systemd-nspawn's last child is the host's pid 1; before it come helpers of its own with other names.
        var children = $"/proc/{_nspawn!.Pid}/task/{_nspawn.Pid}/children";
        if (!int.TryParse(ProcText.TryRead(children)?.Trim(), out var leader) || (HostProcess.Read(leader)?.Name == "systemd") != _withSystemd)
            return false;
        Leader = leader;
        if (!_withSystemd)
            return (await RunAsync(["pgrep", "-x", "sleep"], TimeSpan.FromSeconds(10))).ExitCode == 0;
        var state = await RunAsync(["systemctl", "is-system-running"], TimeSpan.FromSeconds(10));
        return state.Line is "running" or "degraded";
    }

    private async Task MountSmallAsync(string path, long bytes)
    {
        var image = Path.Join(_ground.Directory, $"disk-{Interlocked.Increment(ref _commands)}");
        await using (var file = File.Create(image))
            file.SetLength(bytes);
        await Command.MustAsync("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image);
        Directory.CreateDirectory(InHost(path));
        await Command.MustAsync("mount", "-o", "loop", image, InHost(path));
    }

    private void InstallBinary()
    {
        if (!File.Exists(Workspace.Binary))
            throw new FileNotFoundException($"cannot install kupkg in a host: there is no {Workspace.Binary}. Run make publish.");
        File.Copy(Workspace.Binary, InHost("/usr/bin/kupkg"), overwrite: true);
        File.SetUnixFileMode(InHost("/usr/bin/kupkg"), (UnixFileMode)0b111_101_101);
    }
}
