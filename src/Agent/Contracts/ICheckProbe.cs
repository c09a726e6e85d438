using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Contracts;

/// <summary>Makes one kind of check, once. Thread-safe.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal interface ICheckProbe<in T>
    where T : ServiceCheck
{
    /// <summary>Makes it.</summary>
    /// <param name="check">What.</param>
    /// <param name="stop">Ends it; the time limit of the check is the caller's.</param>
    /// <returns>Whether it passed, and what came back.</returns>
    /// <exception cref="IOException">It failed, and why; as do the framework's own exceptions of sockets and requests.</exception>
    Task<(bool IsPassed, string Words)> TryAsync(T check, CancellationToken stop);
}
