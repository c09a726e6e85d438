using System.Globalization;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>What is released: the version of the code, and the day that the Debian package's changelog gives it.</summary>
internal static class Release
{
    public static string Version => KuPkgVersion.Text;

    /// <summary>As 2026-12-31.</summary>
    public static string Date
    {
        get
        {
            //  -- Name <address>  Thu, 31 Dec 2026 12:00:00 +0000
            var line = Changelog.First(l => l.StartsWith(" -- ", StringComparison.Ordinal));
            return DateTimeOffset.Parse(line[(line.IndexOf(">  ", StringComparison.Ordinal) + 3)..], CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The newest version of the Debian package's changelog.</summary>
    public static string PackageVersion => Changelog[0].Split('(', ')')[1];

    private static string[] Changelog => File.ReadAllLines(Path.Join(Harness.Workspace.Repository, "packaging/debian/changelog"));
}
