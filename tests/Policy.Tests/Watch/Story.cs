using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Tests.Watch;

/// <summary>A job told look by look: change what is, let time pass, ask for the verdict.</summary>
public sealed class Story
{
    private readonly Dictionary<int, ProcessSample> processes = [];
    private JudgeState state = JudgeState.Start;

    public Story(Phase phase = Phase.Install) => Limits = new WatchLimits
    {
        Phase = phase,
        Quiet = TimeSpan.FromMinutes(5),
        Spin = TimeSpan.FromMinutes(30),
        Budget = TimeSpan.FromHours(2),
        Floor = phase is Phase.Refresh or Phase.Download ? new ByteFloor(2048, TimeSpan.FromSeconds(15)) : null,
    };

    public WatchLimits Limits { get; set; }

    public TimeSpan Now { get; private set; }

    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    public long Forks { get; set; }

    public long Output { get; set; }

    public long Files { get; set; }

    public List<ElsewhereWork> Elsewhere { get; } = [];

    public JudgeState State => state;

    public IReadOnlyCollection<int> Pids => processes.Keys;

    /// <summary>apt › dpkg › postinst › sleep, with the pids 10 to 13.</summary>
    public static Story HungPostinst() => new Story()
        .With(10, 1, "apt-get").With(11, 10, "dpkg").With(12, 11, "foo.postinst").With(13, 12, "sleep");

    /// <summary>apt › http, with the pids 10 and 11.</summary>
    public static Story Fetching(Phase phase = Phase.Download) => new Story(phase).With(10, 1, "apt-get").With(11, 10, "http");

    public static ProcessRole RoleOf(ProcessSample process) => process.Name switch
    {
        "apt-get" => new ProcessRole(RoleKind.Manager),
        "dpkg" => new ProcessRole(RoleKind.Installer),
        "http" => new ProcessRole(RoleKind.Fetcher),
        "foo.postinst" => new ProcessRole(RoleKind.Script, "foo", "postinst"),
        "hook" => new ProcessRole(RoleKind.Script, null, "hook"),
        _ => ProcessRole.Work,
    };

    public Story With(int pid, int parent, string name, char status = 'S', WaitPoint? wait = null)
    {
        processes[pid] = new ProcessSample
        {
            Id = new ProcessId(pid, 1000 + pid), ParentPid = parent, Session = 10, Name = name, Command = name, State = status, Wait = wait,
        };
        return this;
    }

    public Story Without(int pid)
    {
        processes.Remove(pid);
        return this;
    }

    public Story Change(int pid, Func<ProcessSample, ProcessSample> change)
    {
        processes[pid] = change(processes[pid]);
        return this;
    }

    public Story Cpu(int pid, long ticks) => Change(pid, p => p with { CpuTicks = p.CpuTicks + ticks });

    public Story Io(int pid, long bytes) => Change(pid, p => p with { IoBytes = p.IoBytes + bytes });

    public Story Waits(int pid, WaitKind kind, string channel = "", string detail = "") =>
        Change(pid, p => p with { Wait = new WaitPoint(kind, channel, detail) });

    public TreeSample Sample() => new()
    {
        At = Now,
        Processes = [.. processes.Values],
        ForksSeen = Forks,
        OutputBytes = Output,
        FileBytes = Files,
        Elsewhere = [.. Elsewhere],
    };

    public Verdict Look()
    {
        (state, var verdict) = Judge.Next(state, Sample(), Limits, RoleOf);
        return verdict;
    }

    /// <summary>Lets time pass with a look at each step.</summary>
    /// <param name="time">For how long.</param>
    /// <param name="between">What happens before each look.</param>
    /// <returns>The last verdict, or the first terminal one.</returns>
    public Verdict Pass(TimeSpan time, Action<Story>? between = null)
    {
        var until = Now + time;
        var verdict = Look();
        while (Now < until && !verdict.IsTerminal)
        {
            Now += LookEvery;
            between?.Invoke(this);
            verdict = Look();
        }

        return verdict;
    }

    public Verdict Seconds(double seconds, Action<Story>? between = null) => Pass(TimeSpan.FromSeconds(seconds), between);

    public Verdict Minutes(double minutes, Action<Story>? between = null) => Pass(TimeSpan.FromMinutes(minutes), between);
}
