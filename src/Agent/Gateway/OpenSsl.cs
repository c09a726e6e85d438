using System.Runtime.InteropServices;

namespace KuPkg.Agent.Gateway;

/// <summary>
/// Whether this host has the library with which the framework makes random numbers, hashes and TLS. Asked before each of them: where it is missing the framework ends the whole process (abort(3)),
/// and a run would die in its middle at every tick. Thread-safe.
/// </summary>
internal static class OpenSsl
{
    private static readonly string[] Names = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>Looked for once.</summary>
    public static bool IsThere { get; } = Names.Any(static name => NativeLibrary.TryLoad(name, out _));

    /// <summary>What is missing, and what to do.</summary>
    public const string Missing = "this host has no OpenSSL library (libssl.so.3), which TLS and hashes need     apt-get install libssl3";
}
