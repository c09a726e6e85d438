using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>One posix_spawn, with every question answered.</summary>
/// <param name="Path">The file to execute.</param>
/// <param name="Arguments">The whole vector, argv[0] included.</param>
/// <param name="Environment">The whole environment.</param>
/// <param name="WorkingDirectory">An existing directory; <c>/</c> and others are entered in the child.</param>
/// <param name="Descriptors">What the child finds open, by number. Nothing else stays open.</param>
internal sealed record SpawnRequest(
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory,
    IReadOnlyDictionary<int, SafeFileHandle> Descriptors);
