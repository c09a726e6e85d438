namespace KuPkg.Policy.Mirrors;

/// <summary>Which redirects of a mirror are followed. Pure. Whether an address is a private one, who connects must see.</summary>
public static class RedirectPolicy
{
    /// <summary>So many in a row are followed.</summary>
    public const int Most = 5;

    /// <summary>
    /// Where to go; null: not there. Only http and https, never from https down to http, no user info, and nothing that was asked for already. A mirror may lead
    /// to another host: redirectors do nothing else.
    /// </summary>
    /// <param name="asked">The addresses that were asked so far, the newest last. At least one.</param>
    /// <param name="location">The Location of the answer; null: there was none.</param>
    public static Uri? Follow(IReadOnlyList<Uri> asked, Uri? location)
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (location is null || asked.Count > Most)
            return null;
        var from = asked[^1];
        var to = location.IsAbsoluteUri ? location : new Uri(from, location);
        var isAllowed = to.Scheme is "http" or "https" && (from.Scheme == "http" || to.Scheme == "https") && to.UserInfo.Length == 0 && to.Host.Length > 0;
        return isAllowed && !asked.Contains(to) ? to : null;
    }
}
