namespace KuPkg.Policy.Settings;

/// <summary><c>[notify]</c>: who is told what a run came to.</summary>
public sealed record NotifySettings
{
    /// <summary>What is told: <c>failure</c> (and each thing once), <c>recovery</c>, <c>change</c> (packages were updated), <c>always</c>. Default failure and recovery.</summary>
    public IReadOnlyList<string> On { get; init; } = ["failure", "recovery"];

    /// <summary>Mail addresses, told through sendmail(8), with the report. Default none.</summary>
    public IReadOnlyList<string> Mail { get; init; } = [];

    /// <summary>A program (its absolute path) and its arguments, which gets a JSON document on standard input. It has a minute. Default none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Whether who logs in reads one line when something is wrong (<c>/run/motd.d/kupkg</c>, for pam_motd(8)). Default true.</summary>
    public bool IsMotdWritten { get; init; } = true;
}
