using System.Globalization;
using KuPkg.Policy.Rehearsals;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>
/// The packages of a rehearsal: one that is fine, one that works for longer than a quiet one may be silent, and, where the fault is a package's, one that has it.
/// Each is there as 1.0 first, is updated to 1.1 without a fault, and offered as 2.0 with it.
/// </summary>
/// <param name="fault">The fault.</param>
/// <param name="slowWork">For how long the slow one works.</param>
internal sealed class Cast(RehearsalFault fault, TimeSpan slowWork)
{
    /// <summary>The package that a mirror spoils.</summary>
    public const string Fine = "kupkg-rehearsal-fine";

    public const string First = "1.0", Calm = "1.1", Offered = "2.0";

    /// <summary>Touched by the script in the middle of which a run is killed.</summary>
    public const string Reached = $"{ThrowAwayRoot.Stage}/reached";

    /// <summary>What fills up when the disk is the fault.</summary>
    public const string SmallDisk = "/opt/kupkg-rehearsal";

    private const string Slow = "kupkg-rehearsal-slow";
    private const string Odd = "kupkg-rehearsal-odd";

    /// <summary>All in one version.</summary>
    public IReadOnlyList<StagedPackage> In(string version)
    {
        var fine = new StagedPackage(Fine, version) { BallastPath = $"/usr/share/{Fine}/ballast" };
        var slow = new StagedPackage(Slow, version) { Postinst = version == First ? null : Work() };
        return OddIn(version) is { } odd ? [fine, slow, odd] : [fine, slow];
    }

    private StagedPackage? OddIn(string version)
    {
        var script = fault switch
        {
            RehearsalFault.Hang => "sleep 1000000",
            RehearsalFault.Spin => "while :; do :; done",
            RehearsalFault.Deaf => "trap '' HUP INT QUIT TERM USR1 USR2\nwhile :; do sleep 1000000; done",
            RehearsalFault.KillRunner => $": > {Reached}\nsleep 3",
            RehearsalFault.Disk => "",
            _ => null,
        };
        if (script is null)
            return null;
        var package = new StagedPackage(Odd, version) { Postinst = version == Offered && script.Length > 0 ? script : null };
        return fault == RehearsalFault.Disk ? package with { BallastPath = $"{SmallDisk}/ballast", BallastBytes = version == Offered ? 6 << 20 : 64 << 10 } : package;
    }

    // It counts, and looks at the clock now and then.
    private string Work() => string.Create(
        CultureInfo.InvariantCulture,
        $"end=$(($(date +%s) + {(int)slowWork.TotalSeconds}))\nwhile [ \"$(date +%s)\" -lt \"$end\" ]; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done");
}
