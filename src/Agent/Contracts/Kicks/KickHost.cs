namespace KuPkg.Agent.Contracts.Kicks;

/// <summary>What <see cref="Kicker"/> has to know of its host.</summary>
/// <param name="RuntimeDirectory">Where locks are.</param>
/// <param name="ContractDirectories">Where contracts and holds lie.</param>
/// <param name="OwnUnit">The unit that this program runs in; empty: none.</param>
/// <param name="IsEachCheckMade">Whether checks are made that are not due: a person asks, and no timer.</param>
internal sealed record KickHost(string RuntimeDirectory, IReadOnlyList<string> ContractDirectories, string OwnUnit, bool IsEachCheckMade);
