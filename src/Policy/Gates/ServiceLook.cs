using KuPkg.Policy.Model;

namespace KuPkg.Policy.Gates;

/// <summary>What was seen of one service at one moment. Never changes.</summary>
/// <param name="Service">Its name.</param>
/// <param name="AtTicks">When, in clock ticks since boot, to compare with <see cref="ProcessId.StartTicks"/>.</param>
/// <param name="Processes">Its processes: those of its unit, and elsewhere those that run its executable.</param>
public sealed record ServiceLook(string Service, long AtTicks, IReadOnlyList<ServiceProcess> Processes)
{
    /// <summary>Its unit; null: systemd does not run, or does not supervise it.</summary>
    public UnitState? Unit { get; init; }

    /// <summary>Its executable as it is on disk; null: there is none, or none is known.</summary>
    public FileIdentity? OnDisk { get; init; }

    /// <summary>The path of the executable; null: none is known.</summary>
    public string? Executable { get; init; }

    /// <summary>The boot in which it was seen: a process of another one is gone.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Whether it is stopped, as somebody wanted it: neither failed nor on its way, and nothing of it runs. False where nothing tells.</summary>
    public bool IsStopped => Processes.Count == 0 && (Unit is { } unit ? unit.IsMasked || unit.ActiveState == "inactive" : Executable is not null);

    /// <summary>Its main process, by systemd or, where that names none, the oldest of its unit; null: there is none.</summary>
    public ServiceProcess? Main => Processes.FirstOrDefault(p => Unit is { MainPid: > 0 } unit && p.Id.Pid == unit.MainPid)
        ?? Processes.Where(static p => p.Home == ProcessHome.OwnUnit).OrderBy(static p => p.Id.StartTicks).FirstOrDefault()
        ?? (Unit is null ? Processes.OrderBy(static p => p.Id.StartTicks).FirstOrDefault() : null);
}

/// <summary>A process of a service.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">The kernel's short name.</param>
/// <param name="Executable">The path of what it runs, as the kernel names it, without the mark of a deleted file.</param>
/// <param name="Image">The file that it runs.</param>
/// <param name="Home">Where it stands.</param>
public sealed record ServiceProcess(ProcessId Id, string Name, string Executable, FileIdentity Image, ProcessHome Home)
{
    /// <summary>Its parent.</summary>
    public int ParentPid { get; init; }

    /// <summary>Its session.</summary>
    public int Session { get; init; }

    /// <summary>The state letter of proc(5).</summary>
    public char State { get; init; } = 'S';

    /// <summary>The unit or scope that it is in; empty: none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The addresses at which it listens, such as <c>127.0.0.1:7000</c> or <c>/run/foo.sock</c>.</summary>
    public IReadOnlyList<string> Listens { get; init; } = [];

    /// <summary>Code that it runs, that came from where packages put code, and that is not on disk any more. What a program made, mapped and deleted itself elsewhere (a just-in-time compiler's) is none.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>Whether its leader has ended and was not reaped: a zombie, or the husk of a process whose other threads live on.</summary>
    public bool IsDefunct => State is 'Z' or 'X';

    /// <summary><c>food (pid 812)</c>.</summary>
    public string Words => $"{Name} (pid {Id.Pid})";
}

/// <summary>Where a process stands.</summary>
public enum ProcessHome
{
    /// <summary>In the service's own unit.</summary>
    OwnUnit,

    /// <summary>Outside it, and nobody else's: a stray.</summary>
    Stray,

    /// <summary>In another service's unit: that one's business.</summary>
    OtherService,

    /// <summary>In a login session or below a user's own manager: a person's.</summary>
    LoginSession,

    /// <summary>In a container or virtual machine.</summary>
    Container,
}
