using KuPkg.Policy.Settings;

namespace KuPkg.Policy.Gates;

/// <summary>What one check of a service came to.</summary>
/// <param name="Check">The check.</param>
/// <param name="IsPassed">Whether it passed.</param>
/// <param name="Words">What came back: <c>banner "foo ready 2.0"</c>, <c>connection refused</c>.</param>
/// <param name="Took">How long it took, all tries together.</param>
/// <param name="Tries">How often it was tried.</param>
public sealed record CheckResult(ServiceCheck Check, bool IsPassed, string Words, TimeSpan Took, int Tries);

/// <summary>How a service is.</summary>
/// <param name="Contract">Its contract.</param>
/// <param name="Checks">Its checks.</param>
public sealed record ServiceHealth(ServiceContract Contract, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Whether all passed.</summary>
    public bool IsHealthy => Checks.All(static c => c.IsPassed);
}
