namespace KuPkg.Policy.Settings;

/// <summary><c>[[service.NAME.check]]</c>: one active test. A pid file or a live pid proves nothing.</summary>
public abstract record ServiceCheck
{
    /// <summary>How long one try may take; a check that hangs is ended and has failed. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a start it may fail: tried again until then. Default 30 s.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many failures in a row count as one, between upgrades. Default 2.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>How often <c>kupkg check</c> makes it when a timer starts that; null: each time. Default null.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>When it is made around an upgrade. Default both before and after.</summary>
    public CheckTime At { get; init; } = CheckTime.Both;

    /// <summary>In words, such as <c>tcp 127.0.0.1:7000</c>.</summary>
    public abstract string Words { get; }
}

/// <summary>When a check is made around an upgrade.</summary>
public enum CheckTime
{
    /// <summary>Before and after.</summary>
    Both,

    /// <summary>Before only, such as the test of a configuration.</summary>
    Before,

    /// <summary>After only.</summary>
    After,
}

/// <summary>It accepts a connection, and may have to say something.</summary>
/// <param name="Address"><c>HOST:PORT</c>, or the path of a unix socket.</param>
/// <param name="Banner">A regular expression that the first bytes must match; null: any.</param>
public sealed record SocketCheck(string Address, string? Banner) : ServiceCheck
{
    /// <summary>Whether it is a unix socket.</summary>
    public bool IsUnix => Address.StartsWith('/');

    /// <inheritdoc/>
    public override string Words => $"{(IsUnix ? "unix" : "tcp")} {Address}";
}

/// <summary>It answers a GET request. Redirects are not followed.</summary>
/// <param name="Url">An http or https address.</param>
/// <param name="Status">The status that it must have.</param>
/// <param name="Body">A regular expression that the first 64 KiB must match; null: any.</param>
public sealed record HttpCheck(string Url, int Status, string? Body) : ServiceCheck
{
    /// <inheritdoc/>
    public override string Words => $"http {Url}";
}

/// <summary>A program ends with 0.</summary>
/// <param name="Command">The program and its arguments; no shell.</param>
public sealed record ExecCheck(IReadOnlyList<string> Command) : ServiceCheck
{
    /// <inheritdoc/>
    public override string Words => $"exec {string.Join(' ', Command)}";
}

/// <summary>The unit is active, and not restarting.</summary>
/// <param name="Unit">Its name.</param>
public sealed record UnitCheck(string Unit) : ServiceCheck
{
    /// <inheritdoc/>
    public override string Words => $"unit {Unit}";
}
