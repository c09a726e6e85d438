using KuPkg.Agent.Config.Contracts;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg check</c> and <c>kupkg check --list</c>.</summary>
internal static class CheckScreen
{
    public const string None = "there is no contract on this host; they lie in /etc/kupkg/contracts.d";

    /// <param name="writer">Where to.</param>
    /// <param name="terminal">How.</param>
    /// <param name="services">What was found.</param>
    /// <param name="holdOf">Why a service is held; null: it is not.</param>
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<ServiceHealth> services, Func<string, string?> holdOf)
    {
        var sheet = new Sheet(writer, terminal);
        if (services.Count == 0)
            sheet.Line(None);
        foreach (var service in services)
        {
            var failed = service.Checks.Count(static c => !c.IsPassed);
            sheet.Title(service.Contract.Name, failed == 0 ? "healthy" : $"ILL: {failed} of {Human.Count(service.Checks.Count, "check")} failed", failed == 0 ? Tone.Good : Tone.Bad);
            if (holdOf(service.Contract.Name) is { } hold)
                sheet.Row("  held", $"kupkg check --kick leaves it alone{(hold.Length > 0 ? $": {hold}" : "")}", Tone.Warn);
            foreach (var check in service.Checks)
                sheet.Row(check.IsPassed ? "  passed" : "  failed", $"{check.Check.Words}   {check.Words} ({Human.Duration(check.Took)}{(check.Tries > 1 ? $", {check.Tries} tries" : "")})", check.IsPassed ? Tone.Plain : Tone.Bad);
        }
    }

    public static void WriteList(TextWriter writer, Terminal terminal, IReadOnlyList<PlacedContract> contracts)
    {
        var sheet = new Sheet(writer, terminal);
        if (contracts.Count == 0)
            sheet.Line(None);
        foreach (var placed in contracts)
        {
            var contract = placed.Contract;
            sheet.Title(contract.Name, placed.Place, Tone.Plain);
            sheet.Row("  packages", string.Join(", ", contract.Packages));
            foreach (var check in contract.Checks)
                sheet.Row("  check", check.Words);
            sheet.Row("  restart", Restart(contract));
            sheet.Row("  failure", $"{string.Join(", then ", contract.OnFailure.Select(static r => Word(r)))}{(contract.Priority == Priority.Critical ? "; critical: nothing is killed or put back before a person was asked" : "")}");
        }
    }

    private static string Restart(ServiceContract contract)
    {
        if (NeverRestarted.Of(TouchPolicy.UnitOf(contract), "") is { } never)
            return $"never, as {never.Why}";
        var way = contract.Restart switch
        {
            RestartWay.Kill => $"SIGTERM, SIGKILL after {Human.Duration(contract.StopWithin)}; {contract.Supervisor.ToString().ToLowerInvariant()} starts it again",
            RestartWay.None => "never: a person does it",
            _ => $"by {contract.Supervisor.ToString().ToLowerInvariant()}: {TouchPolicy.UnitOf(contract)}",
        };
        return $"{way}; strays: {(contract.Strays == Strays.Kill ? "ended" : "told of")}; stable for {Human.Duration(contract.StableFor)}";
    }

    private static string Word(Remedy remedy) => remedy switch
    {
        Remedy.Kill => "kill what is old",
        Remedy.Restart => "restart",
        Remedy.Rollback => "put back",
        Remedy.Hold => "hold",
        _ => "tell a person",
    };
}
