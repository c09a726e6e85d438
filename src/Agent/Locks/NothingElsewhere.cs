using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Locks;

/// <summary>For a look of one second, in which nothing is judged to hang: nobody is asked who else works.</summary>
internal sealed class NothingElsewhere : IOutsideWork
{
    public IReadOnlyList<ElsewhereWork> Look(IReadOnlyList<Member> members, TimeSpan at) => [];
}
