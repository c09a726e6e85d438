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
    public async Task A_lock_of_an_open_file_description_is_traced_to_who_has_the_file_open()
    {
        using var child = Hold($"fcntl(F, 37, {Pack}) or die");

        (await HolderAsync()).Should().BeEquivalentTo(new { Pid = child.Id.Pid, Kind = LockKind.OpenFileDescription });
        new KernelLocks().IsHeld(_file).Should().BeTrue();
    }

    [Fact]
    public async Task A_child_that_inherited_the_open_file_is_not_named_beside_its_parent()
    {
        using var child = Hold($"fcntl(F, 37, {Pack}) or die; $^F = 100; fork()");

        await HolderAsync();
        await Eventually.TrueAsync(() => LiveTree.Of(child.Id).Processes.Count == 2, "the child is there");
        new KernelLocks().Find([_file]).Should().ContainSingle().Which.Pid.Should().Be(child.Id.Pid);
    }

    [Fact]
    public async Task A_flock_taken_by_a_process_that_has_ended_belongs_to_who_has_the_file_open()
    {
        using var child = Spawned.Shell($"exec 9<>{_file}; flock 9; sleep 1000 9>&-; true");

        var holder = await HolderAsync();

        holder.Should().BeEquivalentTo(new { Pid = child.Id.Pid, Kind = LockKind.Flock });
    }

    [Fact]
    public async Task A_holder_is_found_although_the_table_shows_none()
    {
        // As when a line is missed while other locks come and go, or the holder is outside of the table's pid namespace.
        var empty = new KernelLocks(_other);
        using var child = Hold($"fcntl(F, 6, {Pack}) or die");
        await HolderAsync();

        empty.Find([_file]).Should().ContainSingle().Which.Should().BeEquivalentTo(new { child.Id.Pid, Kind = LockKind.Posix, IsWaiting = false });
        empty.IsHeld(_file).Should().BeTrue();
    }

    [Fact]
    public async Task A_holder_is_found_while_many_other_locks_come_and_go()
    {
        using var child = Hold($"fcntl(F, 6, {Pack}) or die");
        await HolderAsync();
        var churn = $"$l = pack('ssx4qqix4', 1, 0, 0, 0, 0); $u = pack('ssx4qqix4', 2, 0, 0, 0, 0); for (0 .. 399) {{ open($f[$_], '+>', '{_other}.' . $_) or die }} "
            + "for $round (1 .. 300) { for (@f) { $x = $l; fcntl($_, 37, $x) } for (@f) { $x = $u; fcntl($_, 37, $x) } }";
        using var other = Spawned.Start("/usr/bin/perl", "-e", churn);

        var seen = 0;
        for (; seen < 200 && !other.HasEnded; seen++)
            new KernelLocks().Find([_file]).Should().ContainSingle().Which.Pid.Should().Be(child.Id.Pid);

        seen.Should().BePositive();
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(_other)!, Path.GetFileName(_other) + ".*"))
            File.Delete(left);
    }

    [Fact]
    public async Task A_line_of_a_table_that_is_out_of_date_is_not_believed()
    {
        using var child = Hold($"fcntl(F, 6, {Pack}) or die");
        await HolderAsync();
        await File.WriteAllTextAsync(_other, await File.ReadAllTextAsync("/proc/locks"));
        var stale = new KernelLocks(_other);
        stale.Find([_file]).Should().ContainSingle();

        child.Dispose();
        await Eventually.TrueAsync(() => stale.Find([_file]).Count == 0, "the kernel says that it is free");
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
