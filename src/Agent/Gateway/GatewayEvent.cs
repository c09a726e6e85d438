using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>Something happened that a report tells.</summary>
internal enum GatewayEventKind
{
    /// <summary>A mirror did not deliver a file; another is going to be asked, or the same one again.</summary>
    Failed,

    /// <summary>Another mirror took a file over.</summary>
    ChangedOver,

    /// <summary>No mirror delivered a file, and the package manager was told so.</summary>
    GivenUp,

    /// <summary>The gateway failed at a request, for no fault of a mirror; the connection was closed.</summary>
    Broken,
}

/// <summary>An event of the gateway.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Group">The group's name.</param>
/// <param name="Path">The file, below the group's base.</param>
/// <param name="Mirror">The mirror that failed or was left; null: of a group as a whole.</param>
/// <param name="To">The mirror that took over; null but for <see cref="GatewayEventKind.ChangedOver"/>.</param>
/// <param name="Cause">Why; null: no mirror was asked.</param>
/// <param name="Words">The cause in words for people, such as <c>no byte for 5 s after 5.2 of 20 MB</c>. Passwords are hidden.</param>
internal sealed record GatewayEvent(
    DateTimeOffset At, GatewayEventKind Kind, string Group, string Path, Mirror? Mirror, Mirror? To, FailureCause? Cause, string Words);
