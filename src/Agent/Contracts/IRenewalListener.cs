using KuPkg.Policy.Kill;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Contracts;

/// <summary>Hears what happens to services while they are renewed. Called by several threads, one call at a time.</summary>
internal interface IRenewalListener
{
    /// <summary>A service went a step.</summary>
    void Stepped(string service, ServiceStep step, string text, IReadOnlyList<string> evidence);

    /// <summary>Old instances were ended.</summary>
    void Killed(string service, KillReport report);
}
