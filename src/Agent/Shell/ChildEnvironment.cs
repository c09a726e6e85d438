using System.Collections.Frozen;

namespace KuPkg.Agent.Shell;

/// <summary>Environments for children: complete ones, made here, never the caller's own.</summary>
internal static class ChildEnvironment
{
    /// <summary>The PATH of a system service; programs are looked up in it too.</summary>
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>A system PATH, root's home, and a locale in which tools speak English and UTF-8.</summary>
    public static IReadOnlyDictionary<string, string> Minimal { get; } = new Dictionary<string, string>
    {
        ["PATH"] = Path,
        ["HOME"] = "/root",
        ["LC_ALL"] = "C.UTF-8",
        ["LANG"] = "C.UTF-8",
    }.ToFrozenDictionary();

    /// <summary><see cref="Minimal"/> with more; a later key replaces.</summary>
    public static IReadOnlyDictionary<string, string> With(params (string Key, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(Minimal);
        foreach (var (key, value) in more)
            environment[key] = value;
        return environment;
    }
}
