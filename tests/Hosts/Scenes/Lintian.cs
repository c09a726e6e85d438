using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Scenes;

/// <summary>lintian(1) at its strictest. Remarks that were looked at stand in the package's lintian-overrides, each with its reason.</summary>
public static class Lintian
{
    /// <summary>Fails for any other remark, and for an override that fits nothing.</summary>
    /// <param name="package">The package's file.</param>
    public static async Task ShouldHaveNothingAgainstAsync(string package)
    {
        var lintian = await Command.RunAsync(["lintian", "--allow-root", "--pedantic", "--display-info", "--color", "never", "--fail-on", "error,warning,info,pedantic", package], TimeSpan.FromMinutes(5));

        (lintian.ExitCode, lintian.Text).Should().Be((0, ""), "{0}", lintian);
    }
}
