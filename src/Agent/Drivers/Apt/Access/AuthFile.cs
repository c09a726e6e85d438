namespace KuPkg.Agent.Drivers.Apt.Access;

/// <summary>A user name and a password for a repository.</summary>
internal sealed record Login(string User, string Password)
{
    /// <summary>Says nothing of them.</summary>
    public override string ToString() => "***";
}

/// <summary>The logins of auth.conf and auth.conf.d: apt_auth.conf(5), as apt 2.6 reads them.</summary>
internal static class AuthFile
{
    /// <summary>The files in the order in which apt asks them: the single file, then the directory's, sorted. A file counts that has no ending, or that of <c>.conf</c>.</summary>
    public static IEnumerable<string> Find(string main, string parts)
    {
        if (File.Exists(main))
            yield return main;
        if (!Directory.Exists(parts))
            yield break;
        foreach (var file in Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is "" or ".conf" && Path.GetFileName(file)[0] != '.')
                yield return file;
        }
    }

    // machine https://apt.example.org/debian login joe password s3cret
    // machine other.example.org:8443
    //     login joe
    //     password s3cret
    /// <summary>The first entry that is for an address; null: there is none.</summary>
    /// <remarks>
    /// An entry without a scheme is for https alone. One without a path is for the whole host, and without a port for all ports; a path is compared by its beginning, and
    /// then the port must be the same too. There are no remarks and no quotes, and <c>default</c> is not read.
    /// </remarks>
    public static Login? For(Uri address, string text)
    {
        var words = text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < words.Length; i++)
        {
            if (words[i] != "machine" || !IsFor(words[++i], address))
                continue;
            string user = "", password = "";
            for (i++; i + 1 < words.Length && words[i] is "login" or "password"; i += 2)
            {
                if (words[i] == "login")
                    user = words[i + 1];
                else
                    password = words[i + 1];
            }

            return new Login(user, password);
        }

        return null;
    }

    private static bool IsFor(string machine, Uri address)
    {
        var scheme = machine.IndexOf("://", StringComparison.Ordinal);
        if ((scheme < 0 ? "https" : machine[..scheme]) != address.Scheme)
            return false;
        var place = scheme < 0 ? machine : machine[(scheme + 3)..];
        var host = address.IsDefaultPort ? address.Host : $"{address.Host}:{address.Port}";
        return place.Contains('/', StringComparison.Ordinal)
            ? $"{host}{address.AbsolutePath}".StartsWith(place, StringComparison.Ordinal)
            : place == address.Host || place == host;
    }
}
