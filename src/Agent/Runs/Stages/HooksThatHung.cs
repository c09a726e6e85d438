using KuPkg.Policy.Model;

namespace KuPkg.Agent.Runs.Stages;

/// <summary>Hooks of the manager that were ended: they belong to no package, so there is nothing to put back or hold, but the operator must know.</summary>
internal static class HooksThatHung
{
    public static IEnumerable<string> Of(ToolRun tool) => tool.End.Tool.Phase == Phase.Hook ? OfOperator(tool) :
        tool.Report.Kills.Where(k => k.Plan.IsKill && k.Plan.Package is null)
            .Select(k => $"a hook of the package manager ({k.Plan.Target}) hung and was ended: {k.Plan.Why.Split(';')[0]}");

    // One of a run that died, watched to its end by this one.
    private static IEnumerable<string> OfOperator(ToolRun tool) =>
        tool.Report.Kills.Where(static k => k.Plan.IsKill).Select(k => $"the {tool.End.Tool.Name} of an earlier run was ended: {k.Plan.Why.Split(';')[0]}");
}
