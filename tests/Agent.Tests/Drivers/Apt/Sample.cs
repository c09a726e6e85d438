using KuPkg.Harness;

namespace KuPkg.Agent.Tests.Drivers.Apt;

/// <summary>Outputs of real tools, recorded from apt 2.6 and dpkg 1.21; only the mirror's address was changed.</summary>
internal static class Sample
{
    public static string PathOf(string name) => Path.Join(Workspace.Repository, "tests/Agent.Tests/Samples", name);

    public static IReadOnlyList<string> Lines(string name) => File.ReadAllLines(PathOf(name));
}
