using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>
/// Whether a host has <c>file:</c> sources. apt installs their archives from where they lie and copies none into its cache, and then
/// <c>--no-download</c> ends in "Pathname to install is not absolute" (apt 2.6, found by experiment).
/// </summary>
internal static class LocalSources
{
    public static bool AreThere(HostPaths host) =>
        SourceFiles.OfHost(host).SelectMany(static f => f.Addresses).Any(static a => a.Transport == SourceTransport.File);
}
