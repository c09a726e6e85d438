using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>Finds what works for a tree outside it. Asked only while the tree itself is still.</summary>
internal interface IOutsideWork
{
    /// <summary>The counters of each helper. Quick: what takes time is done beside and shows in a later look.</summary>
    /// <param name="members">The tree.</param>
    /// <param name="at">Time since the job began.</param>
    IReadOnlyList<ElsewhereWork> Look(IReadOnlyList<Member> members, TimeSpan at);
}
