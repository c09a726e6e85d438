using KuPkg.Agent.Drivers.Apt.Access;
using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>Whether apt, with the run's files, will fetch through the gateway: what an administrator set may still go before them.</summary>
internal static class FrontCheck
{
    /// <summary>Why it will not; null: it will.</summary>
    /// <param name="inForce">apt's settings with the run's APT_CONFIG.</param>
    /// <param name="plan">What is served.</param>
    /// <param name="gateway">The gateway, with its password.</param>
    public static string? WhyNot(AptConfig inForce, AptFrontPlan plan, Uri gateway)
    {
        if (FrontFiles.HostsOf(plan.Groups).FirstOrDefault(h => inForce.Find($"Acquire::http::Proxy::{h}") != gateway.OriginalString) is { } host)
        {
            // A file of apt.conf.d that sets it goes before APT_CONFIG, and then apt never reads the run's own settings.
            return Path.GetFileName(inForce.Find("Dir::Etc::main")) == FrontFiles.MainName
                ? $"apt's settings lead past it for {host}"
                : $"Dir::Etc::main is set to {inForce.Find("Dir::Etc::main")} in apt's configuration, which so leads past it; take that line out of /etc/apt/apt.conf.d";
        }

        return SourcesCopy.IsNeeded(plan.Sources) && Path.GetFileName(inForce.Find("Dir::Etc::sourceparts")) != SourcesCopy.PartsName
            ? "apt's settings lead past the run's copy of the sources"
            : null;
    }
}

/// <summary>apt would not fetch through the gateway. The message says why.</summary>
internal sealed class FrontException(string message) : IOException(message);
