using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Elsewhere;

/// <summary>What others find, and a helper that is known beforehand and could not be found by looking, as it is KuPkg itself.</summary>
internal sealed class WithHelper(IOutsideWork others, Func<TimeSpan, ElsewhereWork> helper) : IOutsideWork
{
    public IReadOnlyList<ElsewhereWork> Look(IReadOnlyList<Member> members, TimeSpan at) => [helper(at), .. others.Look(members, at)];
}
