namespace KuPkg.Policy.Model;

/// <summary>How a process ended: by a code, by a signal, or in a way nobody could see (an adopted process is not our child).</summary>
public readonly record struct ExitStatus
{
    private ExitStatus(int? code, int? signal)
    {
        Code = code;
        Signal = signal;
    }

    /// <summary>The exit code, 0 to 255, when the process ended by itself.</summary>
    public int? Code { get; }

    /// <summary>The signal's number when one ended the process.</summary>
    public int? Signal { get; }

    /// <summary>Whether the process said that all went well.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>The end could not be observed.</summary>
    public static ExitStatus Unknown => default;

    /// <summary>An end by exit code.</summary>
    public static ExitStatus Exited(int code) => new(code, null);

    /// <summary>An end by a signal.</summary>
    public static ExitStatus Signaled(int signal) => new(null, signal);

    /// <inheritdoc/>
    public override string ToString() =>
        Code is { } code ? $"exit {code}" : Signal is { } signal ? $"ended by {SignalNames.Of(signal)}" : "end unknown";
}
