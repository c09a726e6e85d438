namespace KuPkg.Policy.Model;

/// <summary>The numbers and names of the signals that KuPkg sends or meets, as on Linux x86-64 and arm64 (signal(7)).</summary>
public static class SignalNames
{
    /// <summary>Terminal hang-up.</summary>
    public const int Hangup = 1;

    /// <summary>Interrupt.</summary>
    public const int Interrupt = 2;

    /// <summary>Quit.</summary>
    public const int Quit = 3;

    /// <summary>Kill: cannot be caught.</summary>
    public const int Kill = 9;

    /// <summary>For the program's own use.</summary>
    public const int User1 = 10;

    /// <summary>For the program's own use.</summary>
    public const int User2 = 12;

    /// <summary>Broken pipe.</summary>
    public const int Pipe = 13;

    /// <summary>Please end.</summary>
    public const int Terminate = 15;

    /// <summary>A child changed state.</summary>
    public const int Child = 17;

    /// <summary>Continue.</summary>
    public const int Continue = 18;

    /// <summary>Stop: cannot be caught.</summary>
    public const int Stop = 19;

    /// <summary>The name with its prefix, such as <c>SIGKILL</c>; <c>signal 42</c> for one without a name here.</summary>
    public static string Of(int signal) => signal switch
    {
        Hangup => "SIGHUP",
        Interrupt => "SIGINT",
        Quit => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        Kill => "SIGKILL",
        User1 => "SIGUSR1",
        11 => "SIGSEGV",
        User2 => "SIGUSR2",
        Pipe => "SIGPIPE",
        14 => "SIGALRM",
        Terminate => "SIGTERM",
        Child => "SIGCHLD",
        Continue => "SIGCONT",
        Stop => "SIGSTOP",
        _ => $"signal {signal}",
    };
}
