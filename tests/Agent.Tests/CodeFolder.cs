using KuPkg.Agent.Contracts;

namespace KuPkg.Agent.Tests;

/// <summary>Where tests put programs that are to count as code when they are deleted: beside the tests, or, as nothing below /tmp counts, in another place.</summary>
internal static class CodeFolder
{
    public static string Root { get; } = DeletedCode.IsCode(AppContext.BaseDirectory) ? AppContext.BaseDirectory : "/var/lib";
}
