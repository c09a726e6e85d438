using System.Text.RegularExpressions;
using KuPkg.Policy.Model;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What <c>apt-get -s -V</c> prints.</summary>
internal sealed partial record SimulationOutput(
    IReadOnlyList<Change> Changes, IReadOnlyList<Change> Removals, IReadOnlyList<KeptBack> KeptBack, IReadOnlyList<UnusedPackage> Unused, IReadOnlyList<string> Errors)
{
    // The following packages were automatically installed and are no longer required:
    //    libunused1 (1.0)
    // The following packages have been kept back:
    //    ee (1.0 => 2.0)
    // The following upgrades have been deferred due to phasing:
    //    pp (1.0 => 2.0)
    // 1 upgraded, 1 newly installed, 1 to remove and 1 not upgraded.
    // Remv ff [1.0]
    // Inst dd (1.0 Debian:12.10/stable [all])
    // Inst libssl3:i386 [3.0.15-1] (3.0.16-1 Debian:12.10/stable, Debian-Security:12/stable-security [i386]) [libssl3:amd64 on libssl3:i386]
    // Conf dd (1.0 Debian:12.10/stable [all])
    public static SimulationOutput Parse(IEnumerable<string> lines)
    {
        List<Change> changes = [], removals = [];
        List<KeptBack> keptBack = [];
        List<UnusedPackage> unused = [];
        List<string> errors = [];
        var section = Section.Other;
        foreach (var line in lines)
        {
            if (!line.StartsWith(' '))
                section = SectionOf(line);

            if (section is Section.Unused && Single().Match(line) is { Success: true } single)
            {
                unused.Add(new UnusedPackage(IdOf(single.Groups["name"].Value, null), single.Groups["version"].Value));
            }
            else if (section is Section.KeptBack or Section.Phased && Listed().Match(line) is { Success: true } listed)
            {
                keptBack.Add(KeptBackOf(listed, section));
            }
            else if (Install().Match(line) is { Success: true } install)
            {
                changes.Add(ChangeOf(install));
            }
            else if (Remove().Match(line) is { Success: true } remove)
            {
                removals.Add(new Change(IdOf(remove.Groups["name"].Value, null), remove.Groups["old"].Value, null, "", IsSecurity: false));
            }
            else if (line.StartsWith("E: ", StringComparison.Ordinal))
            {
                errors.Add(Redaction.Of(line[3..]));
            }
        }

        return new SimulationOutput(changes, removals, keptBack, unused, errors);
    }

    private static Change ChangeOf(Match match)
    {
        var origin = match.Groups["origin"].Value.Trim();
        return new Change(
            IdOf(match.Groups["name"].Value, match.Groups["arch"].Value), match.Groups["old"] is { Success: true, Value: var old } ? old : null,
            match.Groups["new"].Value, origin, origin.Split(", ").Any(IsSecurityOrigin));
    }

    private static KeptBack KeptBackOf(Match match, Section section) =>
        new(IdOf(match.Groups["name"].Value, null), match.Groups["old"].Value, match.Groups["new"].Value,
            section is Section.Phased ? KeptBackCause.Phased : KeptBackCause.Unexplained, "");

    // Debian-Security:12/stable-security   Ubuntu:22.04/jammy-security   Debian-Security:stable-security
    private static bool IsSecurityOrigin(string origin)
    {
        var colon = origin.IndexOf(':', StringComparison.Ordinal);
        var label = colon < 0 ? origin : origin[..colon];
        return label.EndsWith("-Security", StringComparison.OrdinalIgnoreCase) || origin.EndsWith("-security", StringComparison.OrdinalIgnoreCase);
    }

    private static PackageId IdOf(string printed, string? architecture) =>
        new(PackageName.WithoutArchitecture(printed), architecture ?? PackageName.ArchitectureOf(printed));

    private static Section SectionOf(string line) => line switch
    {
        "The following packages have been kept back:" => Section.KeptBack,
        "The following upgrades have been deferred due to phasing:" => Section.Phased,
        "The following packages were automatically installed and are no longer required:" => Section.Unused,
        "The following package was automatically installed and is no longer required:" => Section.Unused,
        _ => Section.Other,
    };

    [GeneratedRegex(@"^Inst (?<name>\S+)(?: \[(?<old>[^\]]*)\])? \((?<new>\S+) (?<origin>.*?) ?\[(?<arch>[^\]]+)\]\)")]
    private static partial Regex Install();

    [GeneratedRegex(@"^(?:Remv|Purg) (?<name>\S+) \[(?<old>[^\]]*)\]")]
    private static partial Regex Remove();

    [GeneratedRegex(@"^ +(?<name>\S+) \((?<old>\S+) => (?<new>\S+)\)$")]
    private static partial Regex Listed();

    [GeneratedRegex(@"^ +(?<name>\S+) \((?<version>\S+)\)$")]
    private static partial Regex Single();

    private enum Section
    {
        Other,
        KeptBack,
        Phased,
        Unused,
    }
}
