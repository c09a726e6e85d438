using KuPkg.Agent.Contracts;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>Services that run code which is not on disk any more, and that nothing else led to: an earlier upgrade, another program's, or a library that the package lists do not name.</summary>
internal static class StaleServices
{
    /// <summary>Finds them. Nothing was seen of them before: whatever they run now that is not on disk is old.</summary>
    /// <param name="run">The run.</param>
    /// <param name="desk">What looks at services.</param>
    /// <param name="known">Those that the run looks at anyway.</param>
    /// <param name="done">What the run has made of services already: each is restarted once.</param>
    /// <returns>Without those of which this boot's history says that a person has to do it: a restart in each run would change nothing.</returns>
    public static IEnumerable<SeenService> Find(RunContext run, ServiceDesk desk, IReadOnlyList<SeenService> known, IReadOnlyList<ServiceRecord> done)
    {
        var boot = ServiceReader.BootId();
        var left = run.Journal.ServiceStates().Where(s => s.BootId == boot && s.Record.Result == ServiceFate.ByHand).Select(static s => s.Record.Service).Concat(done.Select(static d => d.Service)).ToHashSet(StringComparer.Ordinal);
        return desk.Finder.FindStale(known.Select(static s => TouchPolicy.UnitOf(s.Touched.Contract)).ToHashSet(StringComparer.Ordinal))
            .Where(t => !left.Contains(t.Name))
            .Select(t => new SeenService(t, new ServiceLook(t.Name, ServiceReader.NowTicks(), []) { BootId = boot }, ""));
    }

    /// <summary>Whether a service is judged as it is found after its restart: nothing but replaced code led to it, or nobody has written what must be true of it.</summary>
    public static bool Is(SeenService service) => !service.Touched.IsWritten || service.Touched.Touches.All(static t => t.Package.Length == 0);

    /// <summary>What is made of one that works and still runs such code, as some do that map what they deleted themselves, and others that systemd may not restart: it is not ill, and a person is told.</summary>
    /// <param name="service">As it was seen before.</param>
    /// <param name="result">What its renewal came to.</param>
    /// <param name="now">As it is.</param>
    public static RenewalResult AsFound(SeenService service, RenewalResult result, ServiceLook now)
    {
        if (result.Fate is not (ServiceFate.Ill or ServiceFate.Healthy) || now.Unit is not { IsActive: true } || now.Main is not { Deleted.Count: > 0 } main)
            return result;
        var runs = $"{main.Words} runs code that was replaced";
        var which = string.Join(", ", main.Deleted.Take(3));
        var words = main.Id.StartTicks >= service.Look.AtTicks || result.Fate == ServiceFate.Healthy ? $"{runs}, also after a restart: {which}" : $"{runs}: {which}; {result.Text}";
        return new RenewalResult(ServiceFate.ByHand, words, ServiceControl.Command("restart", service.Touched.Contract), []);
    }
}
