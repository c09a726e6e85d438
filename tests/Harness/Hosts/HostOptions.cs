namespace KuPkg.Harness.Hosts;

/// <summary>What a host is to be like before it boots.</summary>
public sealed record HostOptions
{
    /// <summary>Small ext4 file systems (loop devices) to be mounted in it: path in the host → bytes.</summary>
    public IReadOnlyDictionary<string, long> SmallFileSystems { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether systemd is its init. Default true; false: the smallest init there is, which only reaps, as in a container or where another init would start scripts.</summary>
    public bool WithSystemd { get; init; } = true;

    /// <summary>Whether the published binary is installed as /usr/bin/kupkg. Default true.</summary>
    public bool WithBinary { get; init; } = true;
}
