namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>How food behaves. Each is proven by FooFormTests; forms.c has the code, and the name there is the same in small letters.</summary>
public enum FooForm
{
    /// <summary>As the worked example: in the foreground, ends at SIGTERM, answers.</summary>
    WellBehaved,

    /// <summary>A child inherits the listening sockets, answers on them too, and outlives the main process (KillMode=process): no other food can listen.</summary>
    ChildHoldsThePort,

    /// <summary>The same child, moved to a control group outside the unit: nothing that systemd does to the unit reaches it.</summary>
    ChildOutsideTheUnit,

    /// <summary>A child without sockets, as a session of sshd, outlives the main process (KillMode=process).</summary>
    KeepsASession,

    /// <summary>Only SIGKILL ends it.</summary>
    IgnoresSigterm,

    /// <summary>Runs, and nobody can connect.</summary>
    NeverListens,

    /// <summary>Connections are accepted and nothing is ever said.</summary>
    NeverAnswers,

    /// <summary>Says <c>foo starting</c>, not <c>foo ready</c>; its health is all right.</summary>
    WrongBanner,

    /// <summary>Ends with an error at once, each time.</summary>
    CrashesAtStart,

    /// <summary>Answers for ten seconds, then dies, each time.</summary>
    CrashesAfterTenSeconds,

    /// <summary>Listens after eight seconds.</summary>
    StartsLate,

    /// <summary>Five of its children are defunct for as long as it lives.</summary>
    LeavesZombies,

    /// <summary>Forks twice and leaves, although its unit says that it stays: ended and started again and again.</summary>
    Daemonizes,

    /// <summary>A forking unit whose pid file names a process that is gone: it answers, and its start is never done.</summary>
    WritesAWrongPid,

    /// <summary>At SIGTERM a child takes its place, each time.</summary>
    ForksAsItDies,

    /// <summary>The first thread ends and another works on: listed as defunct, and alive.</summary>
    FirstThreadEnds,

    /// <summary>Its version tells what it read of the package foo-data at its start: <c>1.0 data 1.0</c>.</summary>
    ReadsFooData,
}
