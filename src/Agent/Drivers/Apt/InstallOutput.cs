using System.Text.RegularExpressions;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>What an install or a repair printed that went wrong.</summary>
internal static partial class InstallOutput
{
    // dpkg: error processing package libfoo1:amd64 (--configure):
    //  installed libfoo1:amd64 package post-installation script subprocess was killed by signal (Killed)
    // dpkg: error processing archive /var/cache/apt/archives/failpre_1.0_all.deb (--unpack):
    //  new failpre package pre-installation script subprocess returned error exit status 8
    // dpkg: dependency problems prevent configuration of libbar2:
    // E: Sub-process /usr/bin/dpkg returned an error code (1)
    // E: Problem executing scripts DPkg::Post-Invoke 'HOOK'
    public static InstallResult Parse(IEnumerable<string> lines, IEnumerable<PackageProgress> steps)
    {
        List<string> errors = [];
        var failures = new Dictionary<string, string>();
        string? pending = null;
        foreach (var line in lines)
        {
            if (pending is not null && line.StartsWith(' '))
                failures.TryAdd(pending, line.Trim());
            pending = null;
            if (Processing().Match(line) is { Success: true } processing)
                pending = NameOf(processing.Groups["what"].Value);
            else if (line.StartsWith("E: ", StringComparison.Ordinal))
                errors.Add(Redaction.Of(line[3..]));
            else if (line.StartsWith("dpkg: error: ", StringComparison.Ordinal))
                errors.Add(line);
        }

        // The status file says it too, and still does when the output was cut.
        foreach (var step in steps.Where(s => s is { IsError: true, Package: not null }))
            failures.TryAdd(step.Package!, step.Text);
        return new InstallResult(errors, failures);
    }

    private static string NameOf(string what) => ArchiveName.TryParse(what)?.Package ?? PackageName.WithoutArchitecture(what);

    [GeneratedRegex(@"^dpkg: error processing (?:package|archive) (?<what>\S+) \(")]
    private static partial Regex Processing();
}
