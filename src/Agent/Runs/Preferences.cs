using KuPkg.Agent.Drivers;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Runs;

/// <summary>The preferences of a run at one moment of it.</summary>
internal static class Preferences
{
    public static RunPreferences Of(RunContext run, IReadOnlyList<Hold> holds) =>
        new(run.Settings.Packages, run.Request.Only) { Holds = holds };
}
