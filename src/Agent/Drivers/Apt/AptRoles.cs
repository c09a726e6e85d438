using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Tells what each process below apt is, from its command line.</summary>
/// <remarks>
/// A hook of apt and any other <c>/bin/sh -c</c> look the same from their own command line. Inside a script's subtree the outermost script is the one that counts.
/// </remarks>
internal static class AptRoles
{
    private const string InfoDirectory = "/var/lib/dpkg/info/";
    private const string UnpackedControl = "/var/lib/dpkg/tmp.ci/";
    private const string DebconfTemporary = "/var/cache/debconf/tmp.ci/";
    private const string DebconfFrontend = "/usr/share/debconf/frontend";

    private static readonly ProcessRole Manager = new(RoleKind.Manager);
    private static readonly ProcessRole Installer = new(RoleKind.Installer);
    private static readonly ProcessRole Fetcher = new(RoleKind.Fetcher);
    private static readonly ProcessRole Hook = new(RoleKind.Script, null, ProcessRole.Hook);

    // apt-get -y upgrade …
    // /usr/bin/dpkg --status-fd 13 --configure --pending
    // /bin/sh /var/lib/dpkg/info/libfoo1:amd64.postinst configure 2.4-2
    // /usr/bin/perl -w /usr/share/debconf/frontend /var/lib/dpkg/info/tzdata.postinst configure 2024a
    // /bin/sh /var/lib/dpkg/tmp.ci/preinst upgrade 1.0 2.0
    // /bin/sh /var/cache/debconf/tmp.ci/tzdata.config.a1b2c3 configure
    // /bin/sh -c HOOK
    public static ProcessRole Of(ProcessSample process)
    {
        var words = process.Command.Split(' ', 12, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return ProcessRole.Work;
        if (words[0].StartsWith("/usr/lib/apt/methods/", StringComparison.Ordinal))
            return Fetcher;

        switch (Path.GetFileName(words[0]))
        {
            case "apt-get" or "apt" or "aptitude" or "unattended-upgrade" or "unattended-upgrades":
                return Manager;
            case "dpkg":
                return words.Skip(1).Any(IsChangingAction) ? Installer : ProcessRole.Work;
        }

        var scriptAt = Array.FindIndex(words, w => !IsInterpreterWord(w));
        if (words[0] == "/bin/sh" && words.Length > 1 && words[1] == "-c")
            return Hook;
        if (scriptAt < 0)
            return ProcessRole.Work;
        if (scriptAt > 0 && Path.GetFileName(words[scriptAt]) is "unattended-upgrade" or "unattended-upgrades")
            return Manager;
        return OfScript(words[scriptAt], words.ElementAtOrDefault(scriptAt + 1));
    }

    private static ProcessRole OfScript(string path, string? argument)
    {
        if (path.StartsWith(InfoDirectory, StringComparison.Ordinal))
        {
            var name = path[InfoDirectory.Length..];
            var dot = name.LastIndexOf('.');
            return dot > 0 && IsMaintainerScript(name[(dot + 1)..])
                ? new ProcessRole(RoleKind.Script, PackageName.WithoutArchitecture(name[..dot]), argument == "triggered" ? "trigger" : name[(dot + 1)..])
                : ProcessRole.Work;
        }

        if (path.StartsWith(UnpackedControl, StringComparison.Ordinal))
            return IsMaintainerScript(path[UnpackedControl.Length..]) ? new ProcessRole(RoleKind.Script, null, path[UnpackedControl.Length..]) : ProcessRole.Work;

        if (path.StartsWith(DebconfTemporary, StringComparison.Ordinal))
        {
            var name = path[DebconfTemporary.Length..];
            var dot = name.IndexOf(".config", StringComparison.Ordinal);
            return new ProcessRole(RoleKind.Script, dot > 0 ? PackageName.WithoutArchitecture(name[..dot]) : null, "config");
        }

        return ProcessRole.Work;
    }

    private static bool IsChangingAction(string word) => word is
        "--unpack" or "--configure" or "--install" or "--remove" or "--purge" or "--triggers-only" or "-i" or "-r" or "-P" or "-a";

    private static bool IsMaintainerScript(string kind) => kind is "preinst" or "postinst" or "prerm" or "postrm" or "config";

    private static bool IsInterpreterWord(string word)
    {
        if (word.StartsWith('-') || word == DebconfFrontend)
            return true;
        var name = Path.GetFileName(word);
        return name is "sh" or "bash" or "dash" or "ksh" or "zsh" or "busybox" or "perl" or "python" or "env" or "ruby" or "tclsh" or "awk"
            || IsVersioned(name, "python") || IsVersioned(name, "perl") || IsVersioned(name, "ruby");
    }

    // python3.11, perl5.36.0; not python3.11.postrm.
    private static bool IsVersioned(string name, string interpreter) =>
        name.StartsWith(interpreter, StringComparison.Ordinal) && name.Skip(interpreter.Length).All(c => char.IsAsciiDigit(c) || c == '.');
}
