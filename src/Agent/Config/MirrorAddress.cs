namespace KuPkg.Agent.Config;

/// <summary>Base addresses of repositories as they stand in <c>[mirrors]</c>.</summary>
internal static class MirrorAddress
{
    /// <summary>What is right.</summary>
    public const string Words = "an address such as \"https://mirror.example.net/debian\"";

    /// <summary>Whether a text is one: http or https, a host, and no question or fragment.</summary>
    public static bool IsOne(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;
}
