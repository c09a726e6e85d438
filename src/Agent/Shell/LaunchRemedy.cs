namespace KuPkg.Agent.Shell;

/// <summary>What to do about a start that the kernel refused, by its errno.</summary>
internal static class LaunchRemedy
{
    public static string Of(int errorNumber) => errorNumber switch
    {
        2 => "The file itself is there: see that the interpreter it names in its first line, or its loader, and each output directory are there.",
        7 => "Give it fewer or shorter arguments.",
        8 => "The file is damaged, or made for another machine, or a script without a first line: reinstall the package that brings it.",
        11 => "The limit of processes is reached: end some, or raise ulimit -u or the service's TasksMax.",
        12 => "Memory is short: end something, or add swap.",
        13 => "See that the file and its directories may be executed, and that its file system is not mounted noexec.",
        23 or 24 => "Too many files are open: raise ulimit -n or the service's LimitNOFILE, and see who holds them (ls /proc/PID/fd).",
        28 => "The file system is full: make room.",
        30 => "The file system is mounted read-only: see dmesg for the reason, repair it, and mount it read-write.",
        _ => "See dmesg for what the kernel says about it.",
    };
}
