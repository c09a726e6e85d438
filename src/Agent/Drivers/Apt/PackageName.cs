namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Package names as apt prints them: <c>libfoo1</c>, or <c>libfoo1:i386</c> for a foreign architecture.</summary>
internal static class PackageName
{
    public static string WithoutArchitecture(string name) => name.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? name[..colon] : name;

    public static string ArchitectureOf(string name) => name.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? name[(colon + 1)..] : "";
}
