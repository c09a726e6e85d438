using System.Buffers.Binary;
using System.Text;

namespace KuPkg.Policy.Calendar;

/// <summary>
/// A host's stable place among all hosts, by which a fleet is spread over a jitter or a window. It comes from an application-specific hash of the machine id,
/// in the manner of sd_id128_get_machine_app_specific(3): HMAC-SHA256, keyed by the machine id, over the id of KuPkg. The machine id itself, which
/// machine-id(5) asks to keep confidential, cannot be found from it. Hosts that were cloned with their machine id share one place.
/// </summary>
public readonly record struct HostPlace
{
    /// <summary>The id of KuPkg. <c>systemd-id128 machine-id --app-specific=</c> with it prints what <see cref="Fraction"/> is the first 48 bits of.</summary>
    public static readonly Guid Application = new("6bd6cab6-77eb-455a-a229-ffbe50828fed");

    private const int MachineIdDigits = 32;

    private HostPlace(double fraction, ulong seed)
    {
        Fraction = fraction;
        Seed = seed;
    }

    /// <summary>From 0 to less than 1, evenly spread over hosts.</summary>
    public double Fraction { get; }

    private ulong Seed { get; }

    /// <summary>The place of a machine.</summary>
    /// <param name="machineId">What <c>/etc/machine-id</c> says: 32 hexadecimal digits; blanks around them are no matter.</param>
    /// <returns>
    /// Null when there is no such id: missing, empty, <c>uninitialized</c> (an image that has not been booted), only zeros, or something else. Then the caller
    /// takes <see cref="OfName"/> with the host's name, since any constant would let all such hosts run at once.
    /// </returns>
    public static HostPlace? OfMachineId(string? machineId)
    {
        var text = machineId.AsSpan().Trim();
        if (text.Length != MachineIdDigits || !text.ContainsAnyExcept('0'))
            return null;

        // By hand: the framework's reader is compiled anew at each start, which costs a tick more than the hash does.
        Span<byte> key = stackalloc byte[MachineIdDigits / 2];
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiHexDigit(text[i]))
                return null;
            key[i / 2] = (byte)((key[i / 2] << 4) + (char.IsAsciiDigit(text[i]) ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10));
        }

        return OfKey(key);
    }

    /// <summary>The place of a host that has no machine id, from a name that should be its own.</summary>
    /// <param name="name">Such as the host name. An empty one gives all hosts without a name one and the same place.</param>
    public static HostPlace OfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return OfKey(Encoding.UTF8.GetBytes(name));
    }

    /// <summary>A place that is given, as for a simulated host.</summary>
    /// <param name="fraction">From 0 to less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static HostPlace At(double fraction) => fraction is >= 0 and < 1
        ? new HostPlace(fraction, BitConverter.DoubleToUInt64Bits(fraction))
        : throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "a place is from 0 to less than 1");

    /// <summary>
    /// A number that looks random and is the same whenever it is asked for: two ticks that speak of the same period or the same failure agree, and nothing must be stored.
    /// </summary>
    /// <param name="purpose">What it is for: different purposes are independent of each other.</param>
    /// <param name="number">Which one.</param>
    /// <returns>From 0 to less than 1, evenly spread over hosts and numbers.</returns>
    public double Draw(DrawPurpose purpose, long number)
    {
        // The output function of SplitMix64 (Steele, Lea, Flood 2014), applied twice to keep purpose and number apart.
        var bits = Mix(unchecked(Mix(Seed + ((ulong)purpose * 0x9e3779b97f4a7c15)) + (ulong)number));
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    private static HostPlace OfKey(ReadOnlySpan<byte> key)
    {
        var hash = HmacSha256.Of(key, Application.ToByteArray(bigEndian: true));

        // The first six bytes: in the seventh and the ninth systemd overwrites bits to make its hash look like a random UUID.
        var first = BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16;
        return new HostPlace(first * (1.0 / (1UL << 48)), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(16)));
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}

/// <summary>What a number is drawn for.</summary>
public enum DrawPurpose
{
    /// <summary>The place in one period of a random jitter.</summary>
    Period = 1,

    /// <summary>The jitter of a backoff after a failed run.</summary>
    Backoff = 2,

    /// <summary>The jitter of a breaker's open time.</summary>
    Breaker = 3,
}
