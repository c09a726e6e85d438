using System.Reflection;

namespace KuPkg.Agent.Config;

/// <summary>The version of this binary.</summary>
internal static class KuPkgVersion
{
    public static string Text { get; } =
        typeof(KuPkgVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
