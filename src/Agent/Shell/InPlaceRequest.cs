namespace KuPkg.Agent.Shell;

/// <summary>
/// One posix_spawn of a command that stands in for this process: it inherits the working directory, every descriptor that is not close-on-exec, and what
/// was ignored.
/// </summary>
/// <param name="Arguments">The whole vector. argv[0] is looked up in this process's own PATH.</param>
/// <param name="Environment">The whole environment, each as NAME=VALUE.</param>
/// <param name="IgnoredSignals">What stays ignored: bit N-1 for signal N. The others get their default.</param>
/// <param name="HasOwnSession">Whether it leads a session of its own.</param>
internal sealed record InPlaceRequest(IReadOnlyList<byte[]> Arguments, IReadOnlyList<byte[]> Environment, ulong IgnoredSignals, bool HasOwnSession);
