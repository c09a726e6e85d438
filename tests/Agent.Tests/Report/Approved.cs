using System.Runtime.CompilerServices;

namespace KuPkg.Agent.Tests.Report;

/// <summary>Compares a screen with the approved one in Expected/. With KUPKG_APPROVE=1 the file is written instead; the change is then reviewed like any other.</summary>
internal static class Approved
{
    public static void ShouldBeApproved(this string text, string name, [CallerFilePath] string here = "")
    {
        var file = Path.Join(Path.GetDirectoryName(here), "Expected", name);
        // What moves a cursor is made visible, so that the file can be read.
        var visible = text.Replace("\u001b", "␛").Replace("\r", "␍");
        if (Environment.GetEnvironmentVariable("KUPKG_APPROVE") == "1") File.WriteAllText(file, visible);
        visible.Should().Be(File.ReadAllText(file), $"that is what {name} says; KUPKG_APPROVE=1 writes it anew");
    }
}
