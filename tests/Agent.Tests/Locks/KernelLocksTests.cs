using KuPkg.Agent.Locks;
using KuPkg.Agent.Tests.Kill;

namespace KuPkg.Agent.Tests.Locks;

[Collection("processes")]
public sealed class KernelLocksTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly string _other = Path.GetTempFileName();

    // Perl packs struct flock as fcntl(2) wants it on 64-bit Linux: type, whence, start, length, pid.
    private const string Pack = "pack('ssx4qqix4', $type, 0, 0, 0, 0)";

    public void Dispose()
    {
        File.Delete(_file);
        File.Delete(_other);
    }

    private Spawned Hold(string take) => Spawned.Start(
        "/usr/bin/perl", "-e", $"use Fcntl ':flock'; $type = 1; open(F, '+<', '{_file}') or die; {take}; $0 = 'locked'; sleep 1000");

    private Task<LockHolder> HolderAsync() => FoundAsync(h => !h.IsWaiting);

    private async Task<LockHolder> FoundAsync(Func<LockHolder, bool> wanted)
    {
        LockHolder? found = null;
        await Eventually.TrueAsync(() => (found = new KernelLocks().Find([_other, _file]).FirstOrDefault(wanted)) is not null, "the lock shows");
        return found!;
    }

    [Fact]
    public async Task A_posix_lock_names_its_process_and_is_gone_with_it()
    {
        using var child = Hold($"fcntl(F, 6, {Pack}) or die");

        var holder = await HolderAsync();

        holder.Should().BeEquivalentTo(new { Path = _file, child.Id.Pid, Kind = LockKind.Posix });
        holder.Who.Should().Be($"{holder.Name} (pid {child.Id.Pid})");
        new KernelLocks().IsHeld(_file).Should().BeTrue();
        new KernelLocks().IsHeld(_other).Should().BeFalse();
        child.Dispose();
        await child.ExitAsync();
        new KernelLocks().IsHeld(_file).Should().BeFalse();
    }

    [Fact]
    public async Task A_lock_of_an_open_file_description_counts_as_held_and_names_no_process()
    {
        using var child = Hold($"fcntl(F, 37, {Pack}) or die");

        (await HolderAsync()).Should().BeEquivalentTo(new { Pid = -1, Name = "", Kind = LockKind.OpenFileDescription });
        new KernelLocks().IsHeld(_file).Should().BeTrue();
    }

    [Fact]
    public async Task A_flock_is_shown_and_does_not_stop_a_package_manager()
    {
        using var child = Hold("flock(F, LOCK_EX) or die");

        (await HolderAsync()).Should().BeEquivalentTo(new { child.Id.Pid, Kind = LockKind.Flock });
        new KernelLocks().IsHeld(_file).Should().BeFalse();
    }

    [Fact]
    public async Task One_who_waits_is_told_from_the_one_who_holds()
    {
        using var holder = Hold($"fcntl(F, 6, {Pack}) or die");
        await HolderAsync();
        using var waiter = Hold($"fcntl(F, 7, {Pack}) or die");

        (await FoundAsync(h => h.IsWaiting)).Pid.Should().Be(waiter.Id.Pid);
        new KernelLocks().Find([_file]).Select(h => h.Pid).Should().Equal(holder.Id.Pid, waiter.Id.Pid);
    }

    [Fact]
    public void A_file_that_is_missing_or_not_locked_is_held_by_nobody()
    {
        new KernelLocks().Find([_file, _file + ".missing", _file + "/below"]).Should().BeEmpty();
        new KernelLocks().IsHeld(_file + ".missing").Should().BeFalse();
    }

    [Theory]
    [InlineData("5: POSIX  ADVISORY  WRITE 6264 00:2a:11663002 0 EOF", LockKind.Posix, 6264, 0, 42, 11663002, false)]
    [InlineData("5: -> POSIX  ADVISORY  WRITE 6301 08:01:7 0 EOF", LockKind.Posix, 6301, 8, 1, 7, true)]
    [InlineData("6: OFDLCK ADVISORY  WRITE -1 fd:10:393 0 EOF", LockKind.OpenFileDescription, -1, 253, 16, 393, false)]
    [InlineData("7: FLOCK  ADVISORY  READ  812 00:18:1045 0 EOF", LockKind.Flock, 812, 0, 24, 1045, false)]
    public void A_line_of_the_kernels_table_is_read(string line, object kind, int pid, uint major, uint minor, ulong inode, bool isWaiting) =>
        LockLine.Parse(line).Should().Be(new LockLine((LockKind)kind, pid, new FileKey(major, minor, inode), isWaiting));

    [Theory]
    [InlineData("")]
    [InlineData("8: LEASE  ACTIVE    READ  901 08:01:77 0 EOF")]
    [InlineData("8: POSIX  ADVISORY  *NOINODE* 901")]
    [InlineData("9: POSIX  ADVISORY  WRITE x 08:01:77 0 EOF")]
    [InlineData("9: POSIX  ADVISORY  WRITE 3 08:zz:77 0 EOF")]
    public void What_is_no_lock_on_a_file_is_passed_over(string line) => LockLine.Parse(line).Should().BeNull();
}
