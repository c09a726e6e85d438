namespace KuPkg.Agent.Drivers.Apt.Access;

/// <summary>apt's own settings, as <c>apt-config dump</c> prints them. Immutable.</summary>
internal sealed class AptConfig
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private AptConfig()
    {
    }

    // Acquire::http::Proxy::deb.example.org "http://proxy.example.net:3128";
    // Acquire::Languages:: "en";                             (a list: only its first value is kept, and none is asked for)
    public static AptConfig Parse(IEnumerable<string> lines)
    {
        var config = new AptConfig();
        foreach (var line in lines)
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && line.Length > blank + 3 && line[blank + 1] == '"' && line.EndsWith("\";", StringComparison.Ordinal))
                config._values.TryAdd(line[..blank], line[(blank + 2)..^2]);
        }

        return config;
    }

    /// <summary>A setting; empty when it is not set. Names are compared without regard to case, as apt does.</summary>
    public string Find(string name) => _values.GetValueOrDefault(name, "");

    /// <summary>The settings of this name and below it that have a value.</summary>
    public IEnumerable<string> NamesBelow(string name) =>
        _values.Where(v => v.Value.Length > 0 && (v.Key.Equals(name, StringComparison.OrdinalIgnoreCase) || v.Key.StartsWith($"{name}::", StringComparison.OrdinalIgnoreCase))).Select(static v => v.Key);

    /// <summary>A file or directory: put together from its parents until it is absolute, as apt's FindFile does.</summary>
    public string FindPath(string name)
    {
        var path = Find(name);
        for (var parent = name; path.Length > 0 && path[0] != '/' && parent.LastIndexOf("::", StringComparison.Ordinal) is > 0 and var end;)
        {
            parent = parent[..end];
            if (Find(parent) is { Length: > 0 } above)
                path = Path.Join(above, path);
        }

        return path;
    }

    /// <summary>
    /// A setting of a method for one host, looked for as apt's methods do: <c>Acquire::https::HOST::NAME</c>, <c>Acquire::http::HOST::NAME</c>,
    /// <c>Acquire::https::NAME</c>, <c>Acquire::http::NAME</c>; for http only those of http. The form <c>NAME::HOST</c> that the manual names is not read by apt 2.6 (found by
    /// experiment), but for Proxy, which has its own rule.
    /// </summary>
    public string FindOf(bool isSecure, string host, string name)
    {
        string[] methods = isSecure ? ["https", "http"] : ["http"];
        return methods.Select(m => Find($"Acquire::{m}::{host}::{name}"))
            .Concat(methods.Select(m => Find($"Acquire::{m}::{name}")))
            .FirstOrDefault(static v => v.Length > 0, "");
    }

    /// <summary>A text as apt reads it as a yes or a no.</summary>
    /// <param name="text">The setting.</param>
    /// <param name="otherwise">What it is when the text is neither.</param>
    public static bool IsYes(string text, bool otherwise) => text.ToLowerInvariant() switch
    {
        "no" or "false" or "without" or "off" or "disable" or "0" => false,
        "yes" or "true" or "with" or "on" or "enable" or "1" => true,
        _ => otherwise,
    };
}
