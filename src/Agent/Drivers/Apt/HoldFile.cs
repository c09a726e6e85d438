using System.Text;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>KuPkg's holds, where apt and people see them: <c>/etc/apt/preferences.d/kupkg</c>.</summary>
internal sealed class HoldFile(AptPaths paths)
{
    private const UnixFileMode WorldReadable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the file say exactly these holds, by rename; without holds there is no file.</summary>
    public void Write(IReadOnlyList<Hold> holds)
    {
        if (holds.Count == 0)
        {
            File.Delete(paths.HoldFile);
            return;
        }

        Directory.CreateDirectory(paths.PreferencesParts);
        // apt ignores files in this directory whose names have an unknown extension.
        var temporary = paths.HoldFile + ".kupkg-new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            File.SetUnixFileMode(file.SafeFileHandle, WorldReadable);
            file.Write(Encoding.UTF8.GetBytes(TextOf(holds)));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, paths.HoldFile, overwrite: true);
    }

    /// <summary>The versions that the file keeps away, by package name.</summary>
    public IReadOnlyList<(string Package, string Version)> Read()
    {
        if (!File.Exists(paths.HoldFile))
            return [];
        List<(string, string)> holds = [];
        var package = "";
        foreach (var line in File.ReadLines(paths.HoldFile))
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
                package = PackageName.WithoutArchitecture(line["Package: ".Length..].Trim());
            else if (line.StartsWith("Pin: version ", StringComparison.Ordinal))
                holds.Add((package, line["Pin: version ".Length..].Trim()));
        }

        return holds;
    }

    private static string TextOf(IReadOnlyList<Hold> holds)
    {
        var text = new StringBuilder("""
            # Versions that kupkg keeps off this host, because they did harm here or a person said so. A newer version is free to come.
            # kupkg writes this file anew and removes it when nothing is held. To release one:  kupkg unhold PACKAGE


            """);
        foreach (var hold in holds.OrderBy(h => h.Package.Name, StringComparer.Ordinal).ThenBy(h => h.Version, StringComparer.Ordinal))
        {
            var by = hold.RunId > 0 ? $"run {hold.RunId}" : "by hand";
            var until = hold.Until is { } end ? $", until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "";
            text.Append(PinRecord.Of($"{hold.Package.Name}:any", $"version {hold.Version}", -1, $"{hold.Why} ({by}, {hold.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC{until})"));
        }

        return text.ToString();
    }
}
