using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>What stands between a service and being proven new.</summary>
/// <param name="Kind">What.</param>
/// <param name="Words">In words, with the evidence.</param>
/// <param name="Processes">The processes that it is about.</param>
public sealed record RenewalFinding(FindingKind Kind, string Words, IReadOnlyList<ServiceProcess> Processes);

/// <summary>What stands between a service and being proven new.</summary>
public enum FindingKind
{
    /// <summary>Its main instance is the old one: it was not restarted.</summary>
    OldInstance,

    /// <summary>Old processes are left beside the new instance, in its unit or outside.</summary>
    Stray,

    /// <summary>It does not run.</summary>
    NotRunning,

    /// <summary>It is on its way up.</summary>
    Starting,

    /// <summary>It runs another file than the one on disk.</summary>
    WrongFile,

    /// <summary>What its checks connect to is held by somebody else.</summary>
    ForeignListener,

    /// <summary>Its main process is defunct.</summary>
    DefunctMain,
}

/// <summary>Compares what was seen of a service before its packages changed with what is seen now. Pure.</summary>
public static class Renewal
{
    /// <summary>What stands between the service and being new; empty: nothing. Old instances of other services, of login sessions and of containers do not count.</summary>
    /// <param name="service">The service.</param>
    /// <param name="before">What was seen before the change.</param>
    /// <param name="now">What is seen now.</param>
    /// <param name="mustBeNewer">Whether an instance that began before the change is an old one whatever it runs: one of the service's own packages has changed.</param>
    public static IReadOnlyList<RenewalFinding> Judge(TouchedService service, ServiceLook before, ServiceLook now, bool mustBeNewer)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        var findings = new List<RenewalFinding>();
        var isSameBoot = before.BootId == now.BootId;
        bool IsOld(ServiceProcess p) => isSameBoot && IsOldInstance(p, before, now, mustBeNewer);
        var old = now.Processes.Where(p => !p.IsDefunct && p.Home is ProcessHome.OwnUnit or ProcessHome.Stray && IsOld(p)).ToList();
        var main = now.Main;
        if (main is { IsDefunct: true })
            findings.Add(new RenewalFinding(FindingKind.DefunctMain, $"its main process {main.Words} is defunct", [main]));
        if (main is not null && old.Contains(main))
            findings.Add(new RenewalFinding(FindingKind.OldInstance, $"{main.Words} {WhyOld(main, before, now)}", [main]));
        var strays = old.Where(p => p != main && (main is null || !old.Contains(main) || p.Home == ProcessHome.Stray)).ToList();
        if (strays.Count > 0)
            findings.Add(new RenewalFinding(FindingKind.Stray, $"{(strays.Count == 1 ? "an old instance is" : $"{strays.Count} old instances are")} left: {string.Join(", ", strays.Select(static s => Described(s)))}", strays));
        if (now.Unit is { } unit && !unit.IsOneShot && !unit.IsActive)
            findings.Add(unit.IsStarting && !unit.IsStartLimitHit
                ? new RenewalFinding(FindingKind.Starting, $"{unit.Name} is {unit.Words}", [])
                : new RenewalFinding(FindingKind.NotRunning, $"{unit.Name} is {unit.Words}{(unit.Result is "" or "success" ? "" : $", {unit.Result}")}", []));
        else if (now.Unit is null && now.Processes.All(static p => p.Home is not (ProcessHome.OwnUnit or ProcessHome.Stray)) && service.Contract.Executable is { } executable)
            findings.Add(new RenewalFinding(FindingKind.NotRunning, $"no process runs {executable}", []));
        if (main is { IsDefunct: false } && !old.Contains(main) && service.Contract.Executable is { } wanted && main.Executable == wanted && now.OnDisk is { } disk && main.Image != disk)
            findings.Add(new RenewalFinding(FindingKind.WrongFile, $"{main.Words} runs another file than the {wanted} on disk", [main]));
        findings.AddRange(Foreign(service, now, old));
        return findings;
    }

    /// <summary>The addresses of this host that the checks of a contract connect to.</summary>
    public static IEnumerable<string> LocalAddresses(ServiceContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        foreach (var check in contract.Checks)
        {
            if (check is SocketCheck socket)
                yield return socket.Address;
            else if (check is HttpCheck http && Uri.TryCreate(http.Url, UriKind.Absolute, out var url))
                yield return $"{url.Host}:{url.Port}";
        }
    }

    // A process of the unit or a stray that was there before, or that runs the file which is not on disk any more.
    private static bool IsOldInstance(ServiceProcess process, ServiceLook before, ServiceLook now, bool mustBeNewer)
    {
        var wasSeen = before.Processes.Any(p => p.Id == process.Id);
        var isReplaced = now.OnDisk is { } disk && disk != process.Image && before.Processes.Any(p => p.Image == process.Image);
        var isWrongBefore = before.OnDisk is { } was && now.OnDisk is { } nowDisk && was != nowDisk && process.Image == was;
        return process.Deleted.Count > 0 || isReplaced || isWrongBefore || (mustBeNewer && (wasSeen || process.Id.StartTicks < before.AtTicks));
    }

    private static string WhyOld(ServiceProcess main, ServiceLook before, ServiceLook now) =>
        main.Deleted.Count > 0 ? $"runs code that was replaced: {string.Join(", ", main.Deleted.Take(3))}{(main.Deleted.Count > 3 ? $" and {main.Deleted.Count - 3} more" : "")}"
        : now.OnDisk is { } disk && main.Image != disk ? $"runs {main.Executable} as it was before"
        : before.Processes.Any(p => p.Id == main.Id) ? "is the one from before the change" : "began before the change";

    private static string Described(ServiceProcess process)
    {
        var place = process.Home == ProcessHome.OwnUnit ? "" : process.Unit.Length > 0 ? $" in {process.Unit}" : " outside the unit";
        return $"{process.Words}{place}{(process.ParentPid == 1 && process.Home == ProcessHome.Stray ? ", orphaned" : "")}{(process.Listens.Count > 0 ? $", holds {string.Join(", ", process.Listens)}" : "")}";
    }

    private static IEnumerable<RenewalFinding> Foreign(TouchedService service, ServiceLook now, List<ServiceProcess> old)
    {
        foreach (var address in LocalAddresses(service.Contract))
        {
            var holders = old.Where(p => p.Listens.Any(l => ListenAddress.Serves(l, address))).ToList();
            var isNew = now.Processes.Any(p => p.Home == ProcessHome.OwnUnit && !old.Contains(p) && p.Listens.Any(l => ListenAddress.Serves(l, address)));
            if (holders.Count > 0 && !isNew && old.Count > 0)
                yield return new RenewalFinding(FindingKind.ForeignListener, $"{address} is still held by {string.Join(", ", holders.Select(static h => h.Words))}", holders);
        }
    }
}
