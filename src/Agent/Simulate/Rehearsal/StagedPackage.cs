namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>A small package of a rehearsal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record StagedPackage(string Name, string Version)
{
    /// <summary>The body of its postinst; null: none.</summary>
    public string? Postinst { get; init; }

    /// <summary>A file of no meaning that gives it weight; null: none.</summary>
    public string? BallastPath { get; init; }

    /// <summary>How heavy that is.</summary>
    public int BallastBytes { get; init; } = 1 << 20;

    public string FileName => $"{Name}_{Version}_all.deb";

    /// <summary>The control file.</summary>
    // The installed size is a lie for the sake of the disk that fills: nobody is to see it coming.
    public string Control => $"""
        Package: {Name}
        Version: {Version}
        Architecture: all
        Maintainer: KuPkg <root@localhost>
        Section: misc
        Priority: optional
        Installed-Size: 10
        Description: a package of a KuPkg rehearsal

        """;
}
