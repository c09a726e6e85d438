using KuPkg.Agent.Contracts;
using KuPkg.Policy.Kill;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Runs.Services;

/// <summary>Tells a run what happens to its services.</summary>
internal sealed class RunRenewalListener(RunEvents events) : IRenewalListener
{
    public void Stepped(string service, ServiceStep step, string text, IReadOnlyList<string> evidence) =>
        events.Emit(new ServiceStepped(service, step, text, evidence) { At = events.Now });

    public void Killed(string service, KillReport report) => events.Emit(new KillDone($"service {service}", report) { At = events.Now });
}
