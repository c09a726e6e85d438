using KuPkg.Demo;
using KuPkg.Harness.Hosts;
using KuPkg.Harness.Mirrors;
using KuPkg.Harness.Packages;

if (args is ["host"])
    return await HandsOn.RunAsync();

// One throw-away host, two repositories, three packages: one is fine but for its mirror, which stalls, one works for a minute in silence, one hangs for ever.
// Ends with 0 when the host came out of it as promised.

Say.Heading("A throw-away Debian host is made (mmdebstrap, once) and booted (systemd-nspawn). Nothing of this machine is touched.");
await using var host = await BootedHost.StartAsync();
using var first = LocalRepository.Create();
using var second = LocalRepository.Create();
await using var firstMirror = FaultyMirror.Serve(first.Directory);
await using var firstAlternate = FaultyMirror.Serve(first.Directory);
await using var secondMirror = FaultyMirror.Serve(second.Directory);

var fine = new DebianPackage("fine", "1.0");
var silent = new DebianPackage("silent", "1.0");
var hung = new DebianPackage("hung", "1.0");
await first.AddAsync(fine, silent);
await second.AddAsync(hung);
host.Write("/etc/apt/sources.list", $"{firstMirror.SourceLine}\n{secondMirror.SourceLine}\n");
await host.MustAsync("apt-get", "-qq", "update");
await host.MustAsync("apt-get", "-qq", "-y", "install", "fine", "silent", "hung");

await first.AddAsync(
    fine with { Version = "2.0", Ballast = ("/usr/share/fine/ballast", 4_000_000) },
    silent with { Version = "2.0", Postinst = "exec python3 -c 'import time; end = time.monotonic() + 60\nwhile time.monotonic() < end: pass'" });
await second.AddAsync(hung with { Version = "2.0", Postinst = "sleep 1000000" });
Say.Line($"Host {host.Name} is up. Its two repositories, {firstMirror.Address} and {secondMirror.Address}, now offer:");
Say.Line("    fine   1.0 → 2.0   nothing special; but the first mirror stalls after 1 of its 4 MB, and says nothing more");
Say.Line("    silent 1.0 → 2.0   its postinst works for a minute without a word, on CPU only, as a migration or an index does");
Say.Line("    hung   1.0 → 2.0   its postinst sleeps for ever");
Say.Line("With apt-get upgrade this host would now wait for a person. The usual five minutes of patience are set to 8 seconds here, so silent is silent for much longer than allowed.");

Say.Line($"That repository has a second mirror, {firstAlternate.Address}. A mirror that sends nothing is left after 15 seconds as a rule, here after 4.");

firstMirror.Fail("*/fine_2.0_*", new MirrorFault.StallAfter(1_000_000));
host.Write("/etc/kupkg/kupkg.toml", $"[mirrors]\n\"{firstMirror.Address}\" = [\"{firstAlternate.Address}\"]\n");
await Say.CommandAsync(host, "kupkg run --now --set limits.install.quiet=8s --set limits.repair.quiet=4s --set 'limits.download.floor=2 KiB/s over 4s'");
await Say.CommandAsync(host, "kupkg status");
await Say.CommandAsync(host, "kupkg report 1");
await Say.CommandAsync(host, "kupkg mirrors");
await Say.CommandAsync(host, "dpkg-query -W fine silent hung");
await Say.CommandAsync(host, "dpkg --audit && echo the package database is clean");

var versions = (await host.MustAsync("dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n", "fine", "silent", "hung")).Text;
var audit = (await host.MustAsync("dpkg", "--audit")).Text;
var report = (await host.MustAsync("kupkg", "report", "1")).Text;
var isMirrorLeft = report.Contains("went on at", StringComparison.Ordinal) && report.Contains(firstAlternate.Address, StringComparison.Ordinal);
var asPromised = isMirrorLeft && versions == "fine 2.0 installed\nhung 1.0 installed\nsilent 2.0 installed\n" && audit.Length == 0;
Say.Heading(asPromised
    ? "As promised: fine came from two mirrors and is updated, so is silent, hung is back at 1.0 with 2.0 held and explained, and nobody was needed. The host is thrown away now."
    : $"NOT as promised: the mirror was {(isMirrorLeft ? "" : "not ")}left in mid-file, and the package database says\n{versions}{audit}");
return asPromised ? 0 : 1;
