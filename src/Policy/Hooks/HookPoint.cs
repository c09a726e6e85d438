namespace KuPkg.Policy.Hooks;

/// <summary>Where in a run the operator's own programs are called.</summary>
public enum HookPoint
{
    /// <summary>Before the lists are fetched. A failure stops the run.</summary>
    PreRefresh,

    /// <summary>Before the install begins. A failure stops the run.</summary>
    PreInstall,

    /// <summary>After an install that was begun, whatever came of it.</summary>
    PostInstall,

    /// <summary>After the run has ended and is written down, however it ended.</summary>
    PostRun,
}

/// <summary>The words of a <see cref="HookPoint"/>: scripts and directories are named by them, so they never change.</summary>
public static class HookPoints
{
    /// <summary>All of them, in the order of a run.</summary>
    public static IReadOnlyList<HookPoint> All { get; } = [HookPoint.PreRefresh, HookPoint.PreInstall, HookPoint.PostInstall, HookPoint.PostRun];

    /// <summary>As hooks read it, such as <c>pre-install</c>.</summary>
    public static string Word(this HookPoint point) => point switch
    {
        HookPoint.PreRefresh => "pre-refresh",
        HookPoint.PreInstall => "pre-install",
        HookPoint.PostInstall => "post-install",
        HookPoint.PostRun => "post-run",
        _ => throw new ArgumentOutOfRangeException(nameof(point), point, "a point without a word"),
    };

    /// <summary>The directory below <c>/etc/kupkg/hooks</c>, such as <c>pre-install.d</c>.</summary>
    public static string Directory(this HookPoint point) => $"{point.Word()}.d";

    /// <summary>Whether a hook that fails stops the run, and those after it are not begun. Otherwise each of them runs.</summary>
    public static bool StopsRun(this HookPoint point) => point is HookPoint.PreRefresh or HookPoint.PreInstall;
}
