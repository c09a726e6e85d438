using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;

namespace KuPkg.Demo;

/// <summary>
/// A throw-away host to try things on by hand. Each line is a command in the host; a line that begins with a colon changes the world around it:
/// <c>:offer NAME VERSION [POSTINST…]</c> publishes a package, <c>:fault KIND GLOB</c> makes the mirror fail for these paths, <c>:heal</c> ends that.
/// </summary>
internal static class HandsOn
{
    public static async Task<int> RunAsync()
    {
        await using var host = await BootedHost.StartAsync();
        using var repository = LocalRepository.Create();
        await using var mirror = FaultyMirror.Serve(repository.Directory);
        await repository.AddAsync(new DebianPackage("foo", "1.0"));
        host.Write("/etc/apt/sources.list", mirror.SourceLine + "\n");
        await host.MustAsync("apt-get", "-qq", "update");
        await host.MustAsync("apt-get", "-qq", "-y", "install", "foo");
        await using var second = FaultyMirror.Serve(repository.Directory);
        host.Write("/etc/kupkg/kupkg.toml", $"[mirrors]\n\"{mirror.Address}\" = [\"{second.Address}\"]\n");

        Say.Heading($"Host {host.Name} is up, with kupkg, and foo 1.0 from {mirror.Address}. Lines are commands in it; the end of input throws it away.");
        Say.Line($"The same packages are at {second.Address}, which kupkg.toml names as a further mirror; it has no faults.");
        Say.Line("    :offer foo 2.0 sleep 1000     publishes foo 2.0 with this postinst      (then: kupkg run --now --set limits.install.quiet=8s)");
        Say.Line("    :deb FILE                     publishes a package file, such as artifacts/foo_1.0_amd64.deb of make example-foo");
        Say.Line("    :fault stall|trickle|silent|404|503|reset|flip GLOB     for requests whose path matches, such as *.deb      :heal");
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    break;
                case [":offer", var name, var version, .. var postinst]:
                    await repository.AddAsync(new DebianPackage(name, version) { Postinst = postinst is [] ? null : string.Join(' ', postinst) });
                    break;
                case [":deb", var file]:
                    await repository.AddFilesAsync(file);
                    break;
                case [":fault", var kind, var glob] when FaultOf(kind) is { } fault:
                    mirror.Fail(glob, fault);
                    break;
                case [":heal"]:
                    mirror.Heal();
                    break;
                case [[':', ..], ..]:
                    Say.Line($"not understood: {line}");
                    break;
                default:
                    await Say.CommandAsync(host, line);
                    break;
            }
        }

        return 0;
    }

    private static MirrorFault? FaultOf(string kind) => kind switch
    {
        "stall" => new MirrorFault.StallAfter(1000),
        "trickle" => new MirrorFault.Trickle(200),
        "silent" => new MirrorFault.Silent(),
        "404" => new MirrorFault.NotFound(),
        "503" => new MirrorFault.Unavailable(),
        "reset" => new MirrorFault.ResetAfter(1000),
        "flip" => new MirrorFault.WrongContent(),
        _ => null,
    };
}
