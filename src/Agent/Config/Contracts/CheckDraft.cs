using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>A check as far as its keys have been read.</summary>
internal sealed record CheckDraft
{
    public string? Tcp { get; init; }

    public string? Unix { get; init; }

    public string? Http { get; init; }

    public IReadOnlyList<string>? Exec { get; init; }

    public string? Unit { get; init; }

    public string? Banner { get; init; }

    public string? Body { get; init; }

    public int? Status { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? Within { get; init; }

    public TimeSpan? Every { get; init; }

    public int? Tries { get; init; }

    public CheckTime At { get; init; }

    /// <summary>What it tests: the kinds that were given.</summary>
    public IReadOnlyList<string> Kinds =>
        [.. new (string Name, bool IsGiven)[] { ("tcp", Tcp is not null), ("unix", Unix is not null), ("http", Http is not null), ("exec", Exec is not null), ("unit", Unit is not null) }.Where(static k => k.IsGiven).Select(static k => k.Name)];

    /// <summary>Why keys do not go together; null: they do.</summary>
    public string? Contradiction() => Kinds switch
    {
        [] => "it tests nothing: give one of tcp, unix, http, exec, unit",
        [_, _, ..] => $"{string.Join(" and ", Kinds)} are two checks: write each below a [[…check]] of its own",
        [var kind] when Banner is not null && kind is not ("tcp" or "unix") => $"banner belongs to tcp and unix, not to {kind}",
        [var kind] when (Body is not null || Status is not null) && kind != "http" => $"status and body belong to http, not to {kind}",
        _ => null,
    };

    /// <summary>The check. Only where there is no <see cref="Contradiction"/>.</summary>
    public ServiceCheck Build()
    {
        ServiceCheck check = this switch
        {
            { Http: { } url } => new HttpCheck(url, Status ?? 200, Body),
            { Exec: { } command } => new ExecCheck(command),
            { Unit: { } unit } => new UnitCheck(unit),
            _ => new SocketCheck(Tcp ?? Unix ?? throw new InvalidOperationException("a check without a kind"), Banner),
        };
        return check with { Timeout = Timeout ?? check.Timeout, Within = Within ?? check.Within, Every = Every, Tries = Tries ?? check.Tries, At = At };
    }
}
