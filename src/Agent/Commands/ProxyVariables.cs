namespace KuPkg.Agent.Commands;

/// <summary>The variables by which the environment names proxies.</summary>
internal static class ProxyVariables
{
    /// <summary>Those that kupkg itself was started with; the small letters alone, as apt reads them.</summary>
    public static IReadOnlyDictionary<string, string> Own() =>
        ((string[])["http_proxy", "https_proxy", "no_proxy"])
            .Select(static name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(static v => v.Value is not null)
            .ToDictionary(static v => v.Name, static v => v.Value!);
}
