using KuPkg.Policy.Kill;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Watch;

/// <summary>How a watched job ended and what was done to it.</summary>
/// <param name="Status">The exit of the job's root.</param>
/// <param name="Took">From start to exit.</param>
/// <param name="Kills">What was killed, in order.</param>
/// <param name="LeftBehind">Processes that outlived the job in sessions of their own (daemons started on purpose), in words.</param>
/// <param name="IsOverBudget">Whether the budget was exceeded.</param>
/// <param name="Quiets">The longest silence of each package's script that went on by itself afterwards.</param>
internal sealed record JobReport(
    ExitStatus Status,
    TimeSpan Took,
    IReadOnlyList<KillReport> Kills,
    IReadOnlyList<string> LeftBehind,
    bool IsOverBudget,
    IReadOnlyDictionary<string, TimeSpan> Quiets);
