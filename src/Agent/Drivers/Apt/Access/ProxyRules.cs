namespace KuPkg.Agent.Drivers.Apt.Access;

/// <summary>Which proxy apt would use for an address: its settings, then the environment, as apt 2.6 goes through them.</summary>
/// <param name="config">apt's settings.</param>
/// <param name="environment"><c>http_proxy</c>, <c>https_proxy</c>, <c>no_proxy</c>, as far as they are set.</param>
internal sealed class ProxyRules(AptConfig config, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>The setting for one host that apt takes before all others; empty: none.</summary>
    public string OwnSettingFor(bool isSecure, string host)
    {
        string[] methods = isSecure ? ["https", "http"] : ["http"];
        return methods.Select(m => config.Find($"Acquire::{m}::Proxy::{host}")).FirstOrDefault(static v => v.Length > 0, "");
    }

    /// <summary>The program that is to be asked for the proxy of an address; null: none, or the host has a setting of its own.</summary>
    public string? ProgramFor(Uri address)
    {
        if (config.Find($"Acquire::{address.Scheme}::Proxy::{address.Host}").Length > 0)
            return null;
        string[] names = [$"Acquire::{address.Scheme}::Proxy-Auto-Detect", $"Acquire::{address.Scheme}::ProxyAutoDetect"];
        return names.Select(config.Find).FirstOrDefault(static v => v.Length > 0);
    }

    /// <summary>The proxy in apt's words: an address, or empty for none.</summary>
    /// <param name="address">What is to be fetched.</param>
    /// <param name="answer">What the program of <see cref="ProgramFor"/> said; null: nothing, or there is none.</param>
    public string For(Uri address, string? answer)
    {
        var isSecure = address.Scheme == "https";
        var proxy = answer is { Length: > 0 } ? answer : OwnSettingFor(isSecure, address.Host);
        if (proxy.Length == 0)
            proxy = config.FindOf(isSecure, address.Host, "Proxy");
        if (proxy.Length == 0)
            proxy = isSecure && environment.TryGetValue("https_proxy", out var secure) ? secure : environment.GetValueOrDefault("http_proxy", "");
        return proxy == "DIRECT" || IsExempt(address.Host) ? "" : proxy;
    }

    // The end of a name counts, with or without a dot before it.
    private bool IsExempt(string host) =>
        environment.GetValueOrDefault("no_proxy", "").Split(',').Any(end => end.Length > 0 && host.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
