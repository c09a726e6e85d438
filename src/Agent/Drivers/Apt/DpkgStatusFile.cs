namespace KuPkg.Agent.Drivers.Apt;

/// <summary>dpkg's status file, read without starting dpkg. Its journal is not looked at, so this is for times when dpkg is not interrupted.</summary>
internal static class DpkgStatusFile
{
    // Package: libssl3
    // Status: install ok installed
    // Architecture: amd64
    // Source: openssl (3.0.15-1)
    // Version: 3.0.15-1~deb12u1
    // …
    // (an empty line ends the stanza)
    /// <summary>Each package that is not simply absent, with its source package.</summary>
    public static IReadOnlyList<InstalledName> Read(string path)
    {
        List<InstalledName> names = [];
        string? name = null, source = null, version = null, architecture = null;
        var isPresent = false;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0)
            {
                Add();
            }
            else if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                name = line["Package: ".Length..].Trim();
            }
            else if (line.StartsWith("Source: ", StringComparison.Ordinal))
            {
                source = line["Source: ".Length..].Split('(', 2)[0].Trim();
            }
            else if (line.StartsWith("Version: ", StringComparison.Ordinal))
            {
                version = line["Version: ".Length..].Trim();
            }
            else if (line.StartsWith("Architecture: ", StringComparison.Ordinal))
            {
                architecture = line["Architecture: ".Length..].Trim();
            }
            else if (line.StartsWith("Status: ", StringComparison.Ordinal))
            {
                isPresent = !line.EndsWith(" not-installed", StringComparison.Ordinal) && !line.EndsWith(" config-files", StringComparison.Ordinal);
            }
        }

        Add();
        return names;

        void Add()
        {
            if (name is not null && isPresent)
                names.Add(new InstalledName(name, architecture ?? "", version ?? "", source ?? name));
            (name, source, version, architecture, isPresent) = (null, null, null, null, false);
        }
    }
}

/// <summary>An installed package and the source package it was built from.</summary>
internal readonly record struct InstalledName(string Name, string Architecture, string Version, string Source);
