namespace KuPkg.Hosts.Scenes;

/// <summary>Bodies of maintainer scripts, each with one habit.</summary>
public static class Scripts
{
    /// <summary>Sleeps for ever.</summary>
    public const string Hang = "sleep 100000";

    /// <summary>Sleeps for ever and ignores all that can be ignored.</summary>
    public const string HangDeaf = "trap '' TERM INT HUP QUIT; while :; do sleep 100000; done";

    /// <summary>Burns CPU for ever: no system call after the start.</summary>
    public const string Spin = "exec python3 -c 'while True: pass'";

    /// <summary>Starts sleepers for ever.</summary>
    public const string ForkForEver = "while :; do sleep 100000 & done";

    /// <summary>Sleeps for ever the first time, and is quick from then on.</summary>
    public const string HangOnce = "if [ ! -e /root/hung-once ]; then touch /root/hung-once; sleep 100000; fi";

    /// <summary>Hangs as long as /run/hang is there, and says so by /run/hanging.</summary>
    public const string HangWhenTold = "if [ -e /run/hang ]; then touch /run/hanging; sleep 100000; fi";

    /// <summary>Works for so long: CPU only, no I/O, no forks.</summary>
    public static string WorkOnCpu(int seconds) =>
        $"python3 -c 'import time; end = time.monotonic() + {seconds}\nwhile time.monotonic() < end: pass'";

    /// <summary>Works until a file is there, for two minutes at most: CPU and a look now and then.</summary>
    public static string WorkOnCpuUntil(string path) =>
        $"python3 -c 'import os, time; end = time.monotonic() + 120\nwhile time.monotonic() < end and not os.path.exists(\"{path}\"): sum(range(100000))'";

    /// <summary>Works for so long: a small synchronous write now and then, next to no CPU.</summary>
    public static string WorkOnDisk(int seconds) => $"""
        python3 -c '
        import os, time
        end = time.monotonic() + {seconds}
        f = os.open("/var/lib/slow-work", os.O_WRONLY | os.O_CREAT)
        while time.monotonic() < end:
            os.pwrite(f, b"x" * 4096, 0); os.fsync(f); time.sleep(0.5)
        '
        """;
}
