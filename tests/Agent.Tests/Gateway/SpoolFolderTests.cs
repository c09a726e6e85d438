using KuPkg.Agent.Gateway;
using KuPkg.Agent.Tests.Shell;

namespace KuPkg.Agent.Tests.Gateway;

/// <summary>The folder of files that are fetched ahead is the gateway's alone.</summary>
public sealed class SpoolFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task What_an_earlier_gateway_left_is_removed_and_nobody_else_can_look_in()
    {
        string spool = "";
        await using (var scene = await GatewayScene.StartAsync(1, (s, setup) =>
        {
            spool = s.Spool;
            Fill(spool);
            return setup;
        }))
        {
            File.GetUnixFileMode(spool).Should().Be(OwnerOnly);
            Directory.EnumerateFileSystemEntries(spool).Should().BeEmpty();
            Fill(Path.Combine(spool, "late"));
            await scene.Gateway.DisposeAsync();
            Directory.EnumerateFileSystemEntries(spool).Should().BeEmpty();
        }
    }

    [Fact]
    public void A_link_in_it_is_removed_and_not_followed()
    {
        Fill(_folder.File("elsewhere"));
        Directory.CreateDirectory(_folder.File("spool"));
        Directory.CreateSymbolicLink(_folder.File("spool/link"), _folder.File("elsewhere"));

        SpoolFolder.Prepare(_folder.File("spool"));

        Directory.EnumerateFileSystemEntries(_folder.File("spool")).Should().BeEmpty();
        File.Exists(_folder.File("elsewhere/inner/file")).Should().BeTrue();
    }

    [Fact]
    public void A_link_in_its_place_is_refused()
    {
        Fill(_folder.File("elsewhere"));
        Directory.CreateSymbolicLink(_folder.File("spool"), _folder.File("elsewhere"));

        var preparing = () => SpoolFolder.Prepare(_folder.File("spool"));

        preparing.Should().Throw<IOException>().WithMessage("*is a link to*");
        File.Exists(_folder.File("elsewhere/inner/file")).Should().BeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private static void Fill(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        File.WriteAllText(Path.Combine(folder, "inner/file"), "old");
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
    }
}
