using KuPkg.Policy.Watch;

namespace KuPkg.Policy.Kill;

/// <summary>What is to end, with its name for the operator.</summary>
/// <param name="Tops">The tops of the subtrees that go.</param>
/// <param name="Label">Such as <c>libfoo1.postinst</c>; the same target has the same label in the next round.</param>
/// <param name="Role">Whose script it is, as far as one is known.</param>
internal sealed record KillTarget(IReadOnlyList<JobNode> Tops, string Label, ProcessRole Role)
{
    /// <summary>A unit, named after the script in it, else after its program.</summary>
    public static KillTarget Of(JobNode top)
    {
        var named = NamedRole(top);
        return new KillTarget([top], named is null ? top.Sample.Name : named.Label, named ?? top.Role);
    }

    /// <summary>The role that says most of a subtree: the topmost process that is somebody's script.</summary>
    public static ProcessRole? NamedRole(JobNode top) =>
        top.Subtree().Select(n => n.Role).FirstOrDefault(r => r.Kind == RoleKind.Script || (r.Kind == RoleKind.Work && r.Package is not null));
}
