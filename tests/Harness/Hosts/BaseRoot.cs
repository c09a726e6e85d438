using System.Security.Cryptography;
using System.Text;
using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Hosts;

/// <summary>
/// The Debian root that all booted hosts lie over, made once by mmdebstrap and kept under a hash of its recipe.
/// It has no sources, no machine id and no timers of apt: each host adds what its test is about.
/// </summary>
public static class BaseRoot
{
    private static readonly string[] Packages =
    [
        "systemd", "systemd-sysv", "dbus", "libpam-systemd", "init-system-helpers", "procps", "python3-minimal",
        "ca-certificates", "libsqlite3-0", "libssl3", "libstdc++6", "tzdata", "apt-utils", "debconf", "sqlite3", "util-linux", "e2fsprogs", "openssh-server",
    ];

    private static readonly string[] Masked =
    [
        "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "fstrim.timer",
        "systemd-firstboot.service", "systemd-resolved.service", "systemd-networkd.service", "ssh.service", "ssh.socket",
    ];

    private const int RecipeVersion = 2;

    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);

    /// <summary>The root's directory; built first when it is not there. One process builds, others wait.</summary>
    public static async Task<string> GetAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException("cannot build or boot a host: mounts, cgroups and namespaces need root. Run the tests as root.");
        var root = Path.Join(Workspace.Hosts, $"base-{RecipeHash()}");
        if (Directory.Exists(root))
            return root;
        using var _ = await FileLock.TakeAsync(Path.Join(Workspace.Hosts, "base.lock"), BuildLimit);
        if (!Directory.Exists(root))
            await BuildAsync(root);
        return root;
    }

    private static async Task BuildAsync(string root)
    {
        var partial = root + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        string[] options = [.. (await MachineSources.FetchOptionsAsync()).Select(line => $"--aptopt={line}")];
        string[] argv =
        [
            "mmdebstrap", "--quiet", "--mode=root", "--format=directory", "--variant=minbase", $"--include={string.Join(',', Packages)}",
            .. options, MachineSources.Codename, partial, .. MachineSources.Files(),
        ];
        (await Command.RunAsync(argv, BuildLimit)).MustSucceed();
        Strip(partial);
        Directory.Move(partial, root);
    }

    private static void Strip(string root)
    {
        string At(string path) => Path.Join(root, path);
        File.WriteAllText(At("etc/apt/sources.list"), "");
        foreach (var file in Directory.GetFiles(At("etc/apt/sources.list.d")).Append(At("etc/apt/apt.conf.d/99mmdebstrap")))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(At("var/lib/apt/lists")).Concat(Directory.GetFiles(At("var/cache/apt"), "*.bin")))
            File.Delete(file);
        File.WriteAllText(At("etc/machine-id"), "");
        File.Delete(At("var/lib/dbus/machine-id"));
        File.Delete(At("etc/resolv.conf"));
        File.WriteAllText(At("etc/hosts"), "127.0.0.1 localhost\n");
        foreach (var unit in Masked)
        {
            File.Delete(At($"etc/systemd/system/{unit}"));
            File.CreateSymbolicLink(At($"etc/systemd/system/{unit}"), "/dev/null");
        }
    }

    private static string RecipeHash()
    {
        var recipe = string.Join('\n', [RecipeVersion.ToString(), MachineSources.Codename, .. Packages, "--", .. Masked]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipe)))[..12];
    }
}
