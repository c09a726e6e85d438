namespace KuPkg.Agent.Drivers.Apt;

/// <summary>The name of an archive in apt's cache: <c>libfoo1_1%3a2.4-3_amd64.deb</c>.</summary>
internal sealed record ArchiveName(string Package, string Version, string Architecture)
{
    /// <summary>As apt writes it: a colon in the version is escaped, and so is whatever else a file name or an address cannot hold.</summary>
    public string FileName => $"{Package}_{Version.Replace(":", "%3a", StringComparison.Ordinal)}_{Architecture}.deb";

    /// <summary>Null when a path does not name an archive in this form.</summary>
    public static ArchiveName? TryParse(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('_');
        return Path.GetExtension(path) == ".deb" && parts is [{ Length: > 0 } name, { Length: > 0 } version, { Length: > 0 } architecture]
            ? new ArchiveName(name, Uri.UnescapeDataString(version), architecture)
            : null;
    }
}
