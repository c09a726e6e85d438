using KuPkg.Policy.Records;

namespace KuPkg.Agent.Zombies;

/// <summary>What a cleaning did.</summary>
/// <param name="Acts">What was done, in order, as the history has it.</param>
/// <param name="Spared">What was not done, and why, in words.</param>
/// <param name="DefunctLeft">How many defunct processes of those that were found are left.</param>
internal sealed record CleanReport(IReadOnlyList<ServiceAct> Acts, IReadOnlyList<string> Spared, int DefunctLeft)
{
    /// <summary>Whether nothing defunct is left, and all that the settings name was done.</summary>
    public bool IsClean => DefunctLeft == 0 && Acts.All(static a => a.IsSuccess || a.Act == Nudge.Word);
}
