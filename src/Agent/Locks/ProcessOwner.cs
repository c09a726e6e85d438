using System.Globalization;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Locks;

/// <summary>Whose a process is: its user, and how deep its pid namespace lies, from <c>/proc/PID/status</c>, which everybody may read.</summary>
/// <param name="Uid">The real user's number.</param>
/// <param name="IsNested">Whether it is in a pid namespace below the one of this /proc.</param>
internal readonly record struct ProcessOwner(int Uid, bool IsNested)
{
    // Uid:	1000	1000	1000	1000
    // NSpid:	8123	1
    public static ProcessOwner? Read(int pid)
    {
        if (ProcFile.TryReadText($"/proc/{pid}/status") is not { } text)
            return null;
        var uid = -1;
        var isNested = false;
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split('\t', StringSplitOptions.RemoveEmptyEntries);
            if (fields is ["Uid:", var real, ..])
                uid = int.TryParse(real, CultureInfo.InvariantCulture, out var number) ? number : -1;
            else if (fields is ["NSpid:", ..])
                isNested = fields.Length > 2;
        }

        return new ProcessOwner(uid, isNested);
    }
}
