using KuPkg.Demo;
using KuPkg.Harness.Hosts;

if (args is ["host"])
    return await HandsOn.RunAsync();

// A rehearsal of three faults on one throw-away host. Ends with 0 when each was met as promised.

Say.Heading("A throw-away Debian host is made (mmdebstrap, once) and booted (systemd-nspawn). Nothing of this machine is touched.");
await using var host = await BootedHost.StartAsync();
host.Write("/etc/kupkg/kupkg.toml", "");

Say.Line($"Host {host.Name} is up, with kupkg and an empty configuration. Now kupkg rehearses on it, in a throw-away root of its own with real apt, real dpkg and two local mirrors.");
Say.Line("Each time three packages are offered: one is fine, one works for 9 seconds without a word, as a migration or an index does, and one has the fault, where the fault is a package's.");
Say.Line("    stall         the mirror sends half of a package, and says nothing more");
Say.Line("    hang          a maintainer script sleeps for ever; with apt-get upgrade this host would now wait for a person");
Say.Line("    kill-runner   kupkg itself is killed in the middle of an install");
var exit = await Say.CommandAsync(host, "kupkg rehearse --fault stall --fault hang --fault kill-runner");
await Say.CommandAsync(host, "kupkg history");
await Say.CommandAsync(host, "dpkg-query -W 'kupkg-rehearsal-*'");

Say.Heading(exit == 0
    ? "As promised: what could be updated is, what hung is back at its old version, held and explained, nobody was needed, and the host itself knows nothing of it. It is thrown away now."
    : "NOT as promised: see above.");
return exit;
