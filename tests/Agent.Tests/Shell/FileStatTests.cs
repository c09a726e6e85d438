using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Shell;

/// <summary>What statx(2) tells, against what the base library and /proc tell of the same file.</summary>
public sealed class FileStatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kupkg-stat-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_told_as_it_is()
    {
        var file = Path.Join(_folder, "file");
        File.WriteAllText(file, "12345");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddSeconds(1_700_000_000));

        var stat = FileStat.TryOf(file)!.Value;

        (stat.Length, stat.Mode & 0xfff, stat.Links, stat.ModifiedSeconds).Should().Be((5, 0b110_100_000, 1, 1_700_000_000));
        stat.Inode.Should().BeGreaterThan(0);
        stat.User.Should().Be(FileStat.TryOf("/proc/self")!.Value.User, "it belongs to who made it");
    }

    [Fact]
    public void A_link_is_followed_or_not_as_asked()
    {
        var (file, link) = (Path.Join(_folder, "file"), Path.Join(_folder, "link"));
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(link, file);

        FileStat.Of(link, isFollowed: true, out _)!.Value.Inode.Should().Be(FileStat.TryOf(file)!.Value.Inode);
        FileStat.Of(link, isFollowed: false, out _)!.Value.Inode.Should().NotBe(FileStat.TryOf(file)!.Value.Inode);
    }

    [Fact]
    public void What_is_not_there_is_no_error_and_what_cannot_be_looked_at_is_one()
    {
        FileStat.Of(Path.Join(_folder, "none"), isFollowed: true, out var missing).Should().BeNull();
        missing.Should().BeNull();
        var loop = Path.Join(_folder, "loop");
        File.CreateSymbolicLink(loop, loop);
        FileStat.Of(loop, isFollowed: true, out var looped).Should().BeNull();
        looped.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Users_are_found_by_name_and_by_number()
    {
        (Accounts.UidOf("root"), Accounts.NameOf(0)).Should().Be((0, "root"));
        (Accounts.UidOf("nobody-at-all"), Accounts.NameOf(2_000_000_000), Accounts.NameOf(-1)).Should().Be((null, "user 2000000000", ""));
    }
}
