using System.Text;
using KuPkg.Agent.Drivers.Apt.Sources;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>
/// apt's configuration for a run behind a gateway, in files of root's alone. It is read after the host's own: the file that APT_CONFIG names is read first and only
/// says where apt.conf is; what it names is read last, takes the host's apt.conf in, and then says what is different. So a proxy that the administrator set for the same host
/// is overruled, and the password is in no argument and in no environment.
/// </summary>
internal static class FrontFiles
{
    /// <summary>The file that takes the place of the host's apt.conf.</summary>
    public const string MainName = "kupkg-main.conf";

    private const UnixFileMode RootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes them.</summary>
    /// <param name="folder">A folder of the run's, root's only; made anew.</param>
    /// <param name="plan">What is served.</param>
    /// <param name="gateway">The gateway, with its password.</param>
    /// <param name="inside">A path as apt names it.</param>
    /// <returns>The file for APT_CONFIG, in this mount namespace.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static string Write(string folder, AptFrontPlan plan, Uri gateway, Func<string, string> inside)
    {
        Directory.CreateDirectory(folder, RootOnly | UnixFileMode.UserExecute);
        var main = Path.Join(folder, MainName);
        var text = new StringBuilder();
        if (File.Exists(plan.MainConfig))
            text.Append($"#include \"{inside(plan.MainConfig)}\";\n");
        foreach (var host in HostsOf(plan.Groups))
        {
            text.Append($"Acquire::http::Proxy::{host} \"{gateway.OriginalString}\";\n");

            // apt's https falls back on what is set for http, and the gateway is no proxy for https.
            var secure = plan.SecureProxies.GetValueOrDefault(host, "");
            text.Append($"Acquire::https::Proxy::{host} \"{(secure.Length > 0 ? secure : "DIRECT")}\";\n");

            // One that is set for the host alone goes before that of the command line, and apt would lose patience before the gateway does.
            text.Append($"Acquire::http::{host}::Timeout \"{AptOptions.SecondsBehindGateway}\";\n");
        }

        if (SourcesCopy.IsNeeded(plan.Sources))
        {
            var copy = SourcesCopy.Write(plan.MainSources, plan.Sources, Path.Join(folder, "sources"));
            text.Append($"Dir::Etc::SourceList \"{inside(copy.Main)}\";\nDir::Etc::SourceParts \"{inside(copy.Parts)}\";\n");
        }

        WritePrivate(main, text.ToString());
        var first = Path.Join(folder, "apt.conf");
        WritePrivate(first, $"Dir::Etc::main \"{inside(main)}\";\n");
        return first;
    }

    /// <summary>The hosts for which apt is told the gateway: it knows proxies by host alone.</summary>
    public static IEnumerable<string> HostsOf(IEnumerable<MirrorGroup> groups) =>
        groups.SelectMany(static g => g.ServedAs).Select(static s => new Uri(s).Host).Distinct();

    private static void WritePrivate(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = RootOnly });
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
