using KuPkg.Agent.Config;
using KuPkg.Agent.Runs.Hooks;
using KuPkg.Policy.Hooks;

namespace KuPkg.Agent.Doctor;

/// <summary>The operator's hooks: which there are, and which would be refused. A host without any has no finding.</summary>
internal sealed class OwnHooks(HostPaths paths)
{
    private const string Subject = "hooks";

    public IEnumerable<Finding> Findings()
    {
        var found = new List<HookFolder>();
        Finding? unreadable = null;
        try
        {
            found.AddRange(HookPoints.All.Select(point => HookFolder.Read(paths, point)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unreadable = new(Severity.Notice, Subject, $"{paths.HooksDirectory} cannot be read: {e.Message}", Environment.IsPrivilegedProcess ? "" : "sudo kupkg doctor");
        }

        if (unreadable is not null)
            return [unreadable];
        var hooks = found.SelectMany(static f => f.Hooks).ToList();
        List<Finding> findings =
        [
            .. found.Where(static f => f.Doubt is not null).Select(static f => Refused($"what is in {f.Path}", f.Doubt!)),
            .. hooks.Where(static h => h.Doubt is not null).Select(static h => Refused($"the hook {h.Name}", h.Doubt!)),
            .. hooks.Where(static h => !h.IsExecutable).Select(static h => new Finding(Severity.Notice, Subject, $"{h.Path} is not an executable file and is passed over", $"chmod +x {h.Path}")),
        ];
        return findings.Count > 0 ? findings : hooks.Count > 0 ? [new(Severity.Fine, Subject, string.Join(", ", hooks.Select(static h => h.Name)))] : [];
    }

    // chown root: /etc/kupkg/hooks/pre-install.d/10-drain
    private static Finding Refused(string what, string doubt) => doubt.Split(":     ", 2) is [var why, var remedy]
        ? new(Severity.NeedsPerson, Subject, $"{what} {why}", remedy)
        : new(Severity.NeedsPerson, Subject, $"{what} {doubt}");
}
