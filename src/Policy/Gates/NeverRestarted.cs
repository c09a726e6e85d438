namespace KuPkg.Policy.Gates;

/// <summary>
/// What KuPkg never restarts, whatever a contract says: what a running host, its network, its screens, its containers or the caller himself stand on. The list follows what needrestart's own
/// configuration leaves out.
/// </summary>
public static class NeverRestarted
{
    private const string Reboot = "only a reboot renews it";

    private static readonly (string Pattern, Treatment Treatment, string Why)[] Rules =
    [
        ("init.scope", Treatment.NeedsReboot, $"it is the init process; {Reboot} for sure"),
        ("dbus*", Treatment.NeedsReboot, $"everything on the host talks over it; {Reboot}"),
        ("messagebus", Treatment.NeedsReboot, $"everything on the host talks over it; {Reboot}"),
        ("systemd-logind", Treatment.NeedsReboot, $"it holds the login sessions; {Reboot}"),
        ("elogind", Treatment.NeedsReboot, $"it holds the login sessions; {Reboot}"),
        ("systemd-udevd*", Treatment.NeedsReboot, $"it holds the devices; {Reboot}"),
        ("udev*", Treatment.NeedsReboot, $"it holds the devices; {Reboot}"),
        ("eudev", Treatment.NeedsReboot, $"it holds the devices; {Reboot}"),
        ("systemd-networkd*", Treatment.ByHand, "a restart may cut the network"),
        ("systemd-resolved", Treatment.ByHand, "a restart may cut the network"),
        ("NetworkManager*", Treatment.ByHand, "a restart may cut the network"),
        ("network-manager", Treatment.ByHand, "a restart may cut the network"),
        ("networking", Treatment.ByHand, "a restart may cut the network"),
        ("network", Treatment.ByHand, "a restart may cut the network"),
        ("wicked*", Treatment.ByHand, "a restart may cut the network"),
        ("connman", Treatment.ByHand, "a restart may cut the network"),
        ("wpa_supplicant*", Treatment.ByHand, "a restart may cut the network"),
        ("iwd", Treatment.ByHand, "a restart may cut the network"),
        ("ifup@*", Treatment.ByHand, "a restart may cut the network"),
        ("openvpn*", Treatment.ByHand, "a restart may cut the network"),
        ("strongswan*", Treatment.ByHand, "a restart may cut the network"),
        ("wg-quick@*", Treatment.ByHand, "a restart may cut the network"),
        ("display-manager", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("gdm*", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("lightdm", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("sddm", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("lxdm", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("xdm", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("greetd", Treatment.ByHand, "a restart ends the graphical sessions"),
        ("getty@*", Treatment.ByHand, "a restart ends the session on its terminal"),
        ("serial-getty@*", Treatment.ByHand, "a restart ends the session on its terminal"),
        ("console-getty", Treatment.ByHand, "a restart ends the session on its terminal"),
        ("container-getty@*", Treatment.ByHand, "a restart ends the session on its terminal"),
        ("user@*", Treatment.ByHand, "it is a user's own; logging out and in again renews it"),
        ("docker*", Treatment.ByHand, "a restart may end the containers"),
        ("containerd", Treatment.ByHand, "a restart may end the containers"),
        ("podman*", Treatment.ByHand, "a restart may end the containers"),
        ("crio", Treatment.ByHand, "a restart may end the containers"),
        ("kubelet", Treatment.ByHand, "a restart may end the containers"),
        ("lxc*", Treatment.ByHand, "a restart may end the containers"),
        ("lxd*", Treatment.ByHand, "a restart may end the containers"),
        ("incus*", Treatment.ByHand, "a restart may end the containers"),
        ("libvirt*", Treatment.ByHand, "a restart may end the virtual machines"),
        ("virtqemud*", Treatment.ByHand, "a restart may end the virtual machines"),
        ("qemu*", Treatment.ByHand, "a restart may end the virtual machines"),
        ("systemd-nspawn@*", Treatment.ByHand, "a restart ends the container"),
        ("systemd-machined", Treatment.ByHand, "it keeps the register of the containers"),
        ("kupkg*", Treatment.LeftAlone, "it is KuPkg itself, which renews itself with its next start"),
    ];

    /// <summary>What is done about a unit instead of a restart, and why.</summary>
    /// <param name="unit">Its name, with or without the ending; scopes and slices are nobody's to restart.</param>
    /// <param name="ownUnit">The unit that this program, and so its caller, runs in; empty: none.</param>
    /// <returns>Null: it may be restarted.</returns>
    public static (Treatment Treatment, string Why)? Of(string unit, string ownUnit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(ownUnit);
        var name = UnitName.Bare(unit);
        foreach (var (pattern, treatment, why) in Rules)
        {
            if (pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern)
                return (treatment, why);
        }

        if (ownUnit.Length > 0 && (unit == ownUnit || unit + UnitName.Service == ownUnit))
            return (Treatment.ByHand, "this run, or whoever started it, runs in it");
        return UnitName.IsScope(unit) || unit.EndsWith(".slice", StringComparison.Ordinal) ? (Treatment.ByHand, "it is no service: whoever started it can start it again") : null;
    }
}
