namespace KuPkg.Agent.Runs;

/// <summary>Why a package failed in a tool.</summary>
internal static class Fault
{
    /// <summary>Its script was ended, or the manager said so. Null: it did not fail.</summary>
    public static string? Of(string package, ToolRun tool, IReadOnlyDictionary<string, string> failures)
    {
        if (tool.Report.Kills.LastOrDefault(k => k.Plan.IsKill && k.Plan.Package == package)?.Plan is { } plan)
            return $"its {plan.Script ?? "script"} {plan.Why.Split(';')[0]}; ended";
        return failures.TryGetValue(package, out var error) ? error : null;
    }
}
