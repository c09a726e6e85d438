using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>One helper outside the tree, whose counters are read again at each look. They only grow, whoever of it comes and goes.</summary>
internal sealed class Outsider(string who, Func<IEnumerable<int>> pids, Func<long?> groupTicks)
{
    private Dictionary<int, (long Ticks, long Io)> _last = [];
    private long _lastGroupTicks;
    private long _ticks;
    private long _io;

    /// <summary>A process.</summary>
    public static Outsider Of(string who, ProcessId process) =>
        new(who, () => Counters.Stat(process.Pid)?.Id == process ? [process.Pid] : [], static () => null);

    /// <summary>A unit's control group.</summary>
    public static Outsider Of(string who, ControlGroup group) => new(who, group.Pids, group.CpuTicks);

    public ElsewhereWork Read()
    {
        var now = new Dictionary<int, (long Ticks, long Io)>();
        var group = groupTicks();
        foreach (var pid in pids())
        {
            var io = Counters.IoBytes(pid);
            if (io < 0 || Counters.Stat(pid) is not { } stat)
                continue;
            var ticks = stat.OwnTicks + stat.ReapedTicks;
            var before = _last.GetValueOrDefault(pid);
            now[pid] = (ticks, io);
            _io += Growth(before.Io, io);
            if (group is null)
                _ticks += Growth(before.Ticks, ticks);
        }

        if (group is { } sum)
        {
            _ticks += Growth(_lastGroupTicks, sum);
            _lastGroupTicks = sum;
        }

        _last = now;
        return new ElsewhereWork(who, _ticks, _io);
    }

    // A lower reading is that of another: the pid or the group was made anew.
    private static long Growth(long before, long now) => now >= before ? now - before : now;
}
