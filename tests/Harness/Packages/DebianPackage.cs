namespace KuPkg.Harness.Packages;

/// <summary>A tiny package as a test describes it. Scripts are bodies: <c>#!/bin/sh</c> goes above them.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Its version.</param>
public sealed record DebianPackage(string Name, string Version)
{
    /// <summary>Default <c>all</c>.</summary>
    public string Architecture { get; init; } = "all";

    /// <summary>The Depends field; empty: none.</summary>
    public string Depends { get; init; } = "";

    public string? Preinst { get; init; }

    public string? Postinst { get; init; }

    public string? Prerm { get; init; }

    public string? Postrm { get; init; }

    /// <summary>The debconf config script.</summary>
    public string? Config { get; init; }

    /// <summary>The debconf templates.</summary>
    public string? Templates { get; init; }

    /// <summary>The triggers file, such as <c>interest-noawait /usr/share/foo</c>.</summary>
    public string? Triggers { get; init; }

    /// <summary>Files: path → content.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Programs (mode 0755): path → the machine's file that is copied into the package.</summary>
    public IReadOnlyDictionary<string, string> Programs { get; init; } = new Dictionary<string, string>();

    /// <summary>Files below /etc that are conffiles: path → content.</summary>
    public IReadOnlyDictionary<string, string> Conffiles { get; init; } = new Dictionary<string, string>();

    /// <summary>A file of random bytes: path and size; for packages that take time to fetch or unpack.</summary>
    public (string Path, long Bytes)? Ballast { get; init; }

    /// <summary>How many small files it has below /usr/share/NAME; for an unpack that can be interrupted.</summary>
    public int SmallFiles { get; init; }

    /// <summary>More control fields, one a line, such as <c>Installed-Size: 1</c>.</summary>
    public string MoreFields { get; init; } = "";

    /// <summary>The file name in a repository.</summary>
    public string FileName => $"{Name}_{Version.Replace(":", "%3a", StringComparison.Ordinal)}_{Architecture}.deb";
}
