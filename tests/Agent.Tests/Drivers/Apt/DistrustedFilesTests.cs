using KuPkg.Agent.Drivers.Apt.Fronting;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class DistrustedFilesTests
{
    private static readonly MirrorGroup[] Groups =
    [
        new("http://m.example.org/debian", ["http://m.example.org/debian/"], [Mirror.Parse("http://m.example.org/debian")]),
        new("mirror+file:/etc/x.list", ["http://a.example.org/d/", "http://b.example.org/d/"], [Mirror.Parse("http://a.example.org/d/")]),
    ];

    [Theory]
    [InlineData("E: Failed to fetch http://m.example.org/debian/pool/a_2.0_all.deb  Hash Sum mismatch", "http://m.example.org/debian/pool/a_2.0_all.deb")]
    [InlineData("E: Failed to fetch http://m.example.org/debian/pool/a_2.0_all.deb  File has unexpected size (30 != 640). Mirror sync in progress? [IP: 127.0.0.1 80]", "http://m.example.org/debian/pool/a_2.0_all.deb")]
    [InlineData("E: Failed to fetch http://m.example.org/debian/dists/s/InRelease  Clearsigned file isn't valid, got 'NOSPLIT' (does the network require authentication?)", "http://m.example.org/debian/dists/s/InRelease")]
    [InlineData("W: GPG error: http://m.example.org/debian s InRelease: The following signatures were invalid: BADSIG 6ED0E7B82643E131 Debian", "http://m.example.org/debian/dists/s/InRelease")]
    [InlineData("E: Failed to fetch mirror+file:/etc/x.list/pool/a_2.0_all.deb  Hash Sum mismatch", "http://a.example.org/d/pool/a_2.0_all.deb")]
    [InlineData("W: GPG error: http://m.example.org/debian s InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 6ED0E7B82643E131", "")]
    [InlineData("E: Failed to fetch http://m.example.org/debian/pool/a_2.0_all.deb  404  Not Found [IP: 127.0.0.1 80]", "")]
    [InlineData("   Hashes of expected file:", "")]
    public void Wrong_content_is_told_from_what_did_not_arrive(string line, string address) =>
        string.Join(' ', DistrustedFiles.Parse([line, line], Groups)).Should().Be(address);
}
