using KuPkg.Harness.Hosts;

namespace KuPkg.Hosts.Rehearsals;

/// <summary>
/// A fingerprint of all of a host that a package, a service or a rehearsal could change. Of /tmp what is in it, and not when it was last written to: the runtime has its
/// debugger's pipes there while any kupkg command is at work. Of the sockets those of the host's own processes: it shares the machine's network.
/// </summary>
internal static class HostPrint
{
    // Names, kinds, modes, owners, times and link targets of everything, and the content of all files.
    private const string Print = """
        cd /
        for place in etc usr opt var root home srv mnt media boot; do
            find "$place" -xdev -printf '%p %y %m %U %G %s %T@ %l\n' 2>/dev/null
        done | grep -v '^var/log/journal' | sort
        find etc usr opt var root -xdev -type f -not -path 'var/log/*' -print0 | sort -z | xargs -0 sha256sum
        find /tmp /run/lock /run/kupkg -mindepth 1 -printf '%p %y %m %U %G %s %l\n' 2>/dev/null | sort
        cut -d' ' -f4- /proc/1/mountinfo | sort
        cat /proc/net/dev | sed 's/:.*//'
        ls -l /proc/[0-9]*/fd 2>/dev/null | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p' | awk 'NR == FNR { own[$1]; next } $4 == "0A" && ($10 in own) { print "listens", $2 }' - /proc/net/tcp | sort
        """;

    /// <summary>Takes it.</summary>
    public static async Task<string[]> TakeAsync(BootedHost host) =>
        [.. (await host.MustAsync("sh", "-c", Print)).Text.Split('\n'), .. host.Processes().Select(static p => $"process {p.Pid} {p.Name}").Where(static p => !p.EndsWith(" sh", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>What is other now: lines that went, after a minus, and that came, after a plus.</summary>
    public static async Task<IReadOnlyList<string>> ChangesAsync(BootedHost host, string[] before)
    {
        var after = await TakeAsync(host);
        return [.. before.Except(after).Select(static l => $"- {l}"), .. after.Except(before).Select(static l => $"+ {l}")];
    }
}
