using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>The environment in which nothing under apt can wait for a person.</summary>
internal static class AptEnvironment
{
    /// <summary>For short commands that only read.</summary>
    public static IReadOnlyDictionary<string, string> ForQueries { get; } = ChildEnvironment.With(("TERM", "dumb"), ("PAGER", "cat"), ("DEBIAN_FRONTEND", "noninteractive"));

    /// <summary>An environment with more in it; a key of <paramref name="more"/> replaces.</summary>
    public static IReadOnlyDictionary<string, string> And(IReadOnlyDictionary<string, string> environment, IReadOnlyDictionary<string, string>? more) =>
        more is null ? environment : environment.Where(e => !more.ContainsKey(e.Key)).Concat(more).ToDictionary();

    /// <summary>For a run's tools, which bear the mark by which a later run finds what this one left behind.</summary>
    public static IReadOnlyDictionary<string, string> ForRun(RunMark mark) =>
        ChildEnvironment.With([
            .. mark.Variables,
            ("DEBIAN_FRONTEND", "noninteractive"),
            ("DEBIAN_PRIORITY", "critical"),
            ("DEBCONF_NONINTERACTIVE_SEEN", "true"),
            ("NEEDRESTART_MODE", "l"),
            ("NEEDRESTART_SUSPEND", "1"),
            ("APT_LISTCHANGES_FRONTEND", "none"),
            ("APT_LISTBUGS_FRONTEND", "none"),
            ("UCF_FORCE_CONFFOLD", "1"),
            ("TERM", "dumb"),
            ("PAGER", "cat"),
            ("SYSTEMD_PAGER", "cat"),
        ]);
}
