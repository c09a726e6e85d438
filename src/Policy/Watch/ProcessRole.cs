namespace KuPkg.Policy.Watch;

/// <summary>What a process is to its package manager. The driver knows; the watch and the kill only need the answer.</summary>
/// <param name="Kind">The role.</param>
/// <param name="Package">The package whose script it is, else null.</param>
/// <param name="Script">The script's kind, such as <c>postinst</c>, <c>trigger</c> or <c>hook</c>, else null.</param>
public sealed record ProcessRole(RoleKind Kind, string? Package = null, string? Script = null)
{
    /// <summary>The <see cref="Script"/> of a hook: a command that the manager runs by a shell, for no package in particular.</summary>
    public const string Hook = "hook";

    /// <summary>Ordinary work somewhere under a script.</summary>
    public static ProcessRole Work { get; } = new(RoleKind.Work);

    /// <summary>How an operator names it: <c>libfoo1.postinst</c>.</summary>
    public string Label => (Package, Script) switch
    {
        ({ } package, { } script) => $"{package}.{script}",
        (null, { } script) => script,
        ({ } package, null) => package,
        _ => Kind.ToString().ToLowerInvariant(),
    };
}

/// <summary>Roles of processes under a package manager.</summary>
public enum RoleKind
{
    /// <summary>The front end: apt-get, dnf. Killed last.</summary>
    Manager,

    /// <summary>The low-level installer: dpkg. Left to unwind, killed before the manager only.</summary>
    Installer,

    /// <summary>A fetch method of the manager.</summary>
    Fetcher,

    /// <summary>A maintainer script, scriptlet or hook.</summary>
    Script,

    /// <summary>Anything else.</summary>
    Work,
}

/// <summary>Tells a process's role from what was sampled of it. Pure and cheap: it is asked often.</summary>
public delegate ProcessRole RoleOf(ProcessSample process);
