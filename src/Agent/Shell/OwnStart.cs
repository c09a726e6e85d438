namespace KuPkg.Agent.Shell;

/// <summary>What this process was started with, byte for byte as the kernel keeps it: neither an argument nor a variable need be UTF-8.</summary>
internal static class OwnStart
{
    /// <summary>The argument vector, argv[0] included.</summary>
    /// <exception cref="IOException">/proc cannot be read.</exception>
    public static IReadOnlyList<byte[]> Arguments() => Strings(File.ReadAllBytes("/proc/self/cmdline"));

    /// <summary>The environment, each as NAME=VALUE.</summary>
    /// <exception cref="IOException">/proc cannot be read.</exception>
    public static IReadOnlyList<byte[]> Environment() => Strings(File.ReadAllBytes("/proc/self/environ"));

    /// <summary>The signals that this process was told to ignore: bit N-1 for signal N. Asked for before handlers are set.</summary>
    // SigIgn:	0000000000001000
    public static ulong IgnoredSignals() =>
        ProcFile.TryReadText("/proc/self/status")?.Split('\n').FirstOrDefault(static l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } line
            && ulong.TryParse(line.AsSpan(7).Trim(), System.Globalization.NumberStyles.HexNumber, null, out var mask) ? mask : 0;

    // NAME=VALUE NUL NAME=VALUE NUL
    private static List<byte[]> Strings(byte[] block)
    {
        var strings = new List<byte[]>();
        for (var at = 0; at < block.Length;)
        {
            var end = Array.IndexOf(block, (byte)0, at) is var found and >= 0 ? found : block.Length;
            strings.Add(block[at..end]);
            at = end + 1;
        }

        return strings;
    }
}
