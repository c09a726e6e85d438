using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>What the sampler keeps of one process of a tree from look to look. Not thread-safe.</summary>
internal sealed class Member(ProcessId id)
{
    private string _command = "";
    private bool _isCommandFresh;
    private ProcessSample? _last;

    public ProcessId Id { get; } = id;

    /// <summary>The look in which it was last seen.</summary>
    public long SeenIn { get; set; }

    public ProcStat Stat { get; private set; }

    public long IoBytes { get; private set; }

    /// <summary>Whether CPU or I/O moved, or its state changed, since the look before.</summary>
    public bool HasMoved { get; private set; }

    public long TicksUsed { get; private set; }

    /// <summary>What it sleeps in; null when it moved since, or was not looked at yet.</summary>
    public Sleep? Sleep { get; set; }

    public TimeSpan SleepReadAt { get; set; }

    public bool IsAlive => Stat.State is not ('Z' or 'X');

    public bool IsAsleep => Stat.State is 'S' or 'D';

    /// <summary>Takes over a reading of stat, and reads the counters.</summary>
    public void Update(ProcStat stat)
    {
        var isNew = _last is null;
        // An exec changes the name nearly always; where it does not, the command is read again with the next sleep.
        _isCommandFresh &= stat.Name == Stat.Name;
        var io = Counters.IoBytes(Id.Pid) is var read and >= 0 ? Math.Max(read, IoBytes) : IoBytes;
        TicksUsed = stat.OwnTicks + stat.ReapedTicks - (Stat.OwnTicks + Stat.ReapedTicks);
        HasMoved = isNew || TicksUsed != 0 || io != IoBytes || stat.State != Stat.State;
        IoBytes = io;
        Stat = stat;
        if (HasMoved)
            Sleep = null;
        if (!_isCommandFresh)
            ReadCommand();
    }

    public void ReadCommand()
    {
        var command = Counters.Command(Id.Pid);
        if (command != _command)
            _command = command;
        _isCommandFresh = command.Length > 0 || !IsAlive;
    }

    /// <summary>The sample; the same object as long as nothing differs.</summary>
    public ProcessSample ToSample()
    {
        var ticks = Stat.OwnTicks + Stat.ReapedTicks;
        if (_last is { } last && last.CpuTicks == ticks && last.IoBytes == IoBytes && last.State == Stat.State && last.ParentPid == Stat.ParentPid
            && last.Session == Stat.Session && ReferenceEquals(last.Wait, Sleep?.Point) && ReferenceEquals(last.Command, _command) && last.Name == Stat.Name)
        {
            return last;
        }

        return _last = new ProcessSample
        {
            Id = Id,
            ParentPid = Stat.ParentPid,
            Session = Stat.Session,
            Name = Stat.Name,
            Command = _command,
            State = Stat.State,
            CpuTicks = ticks,
            IoBytes = IoBytes,
            Wait = Sleep?.Point,
        };
    }
}
