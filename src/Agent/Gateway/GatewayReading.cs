using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>What a gateway did until now.</summary>
/// <param name="Bytes">Bytes that came from mirrors since the start. Never falls; the evidence that a fetch moves.</param>
/// <param name="InFlight">Files that are being fetched, by the name of their last part.</param>
/// <param name="Tallies">One for each mirror that was asked.</param>
/// <param name="Words">For the progress line, such as <c>mirror-1.example.net 12.4 MB/s</c>; null: nothing is being fetched.</param>
/// <param name="ChangeOvers">How often another mirror took over.</param>
internal sealed record GatewayReading(long Bytes, IReadOnlyList<string> InFlight, IReadOnlyList<MirrorTally> Tallies, string? Words, int ChangeOvers);
