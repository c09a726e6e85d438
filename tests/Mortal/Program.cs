using System.Globalization;
using KuPkg.Agent.Commands;
using KuPkg.Agent.Config;
using KuPkg.Agent.Runs;
using KuPkg.Mortal;
using KuPkg.Policy.Settings;

// kupkg-mortal N all|events [KEY=VALUE…]: "kupkg run --now" with the product's own code, which ends itself by SIGKILL just before its N-th write to the journal,
// or, with "events", before the N-th that is not about the package manager's progress.
var settings = SettingOverrides.Apply(new KuPkgSettings(), args[2..], out var mistakes);
if (mistakes.Count > 0)
    throw new ArgumentException(string.Join("; ", mistakes));
var end = int.Parse(args[0], CultureInfo.InvariantCulture);
return await RunWiring.RunAsync(new HostPaths("/"), settings, new RunRequest(IsNow: true, []), isJson: false, journal => new MortalJournal(journal, end, countsProgress: args[1] == "all"));
