using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Tests.Shell;

public sealed class OutputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Output_is_appended_and_followed_line_by_line()
    {
        var output = _folder.File("output");
        var follower = new LineFollower(output);
        follower.Read().Should().BeEmpty("the file is not there yet");
        await File.WriteAllTextAsync(output, "from before\n");
        follower.Read().Should().Equal("from before");

        var go = _folder.File("go");
        using var child = Sh.Launcher.Start(Sh.Script($"printf 'one\\ntw'; while [ ! -e {go} ]; do sleep 0.02; done; printf 'o\\r\\nthree'") with { OutputPath = output });
        await Sh.Until(() => new FileInfo(output).Length == 18, "the first part was written");
        follower.Read().Should().Equal("one");
        follower.Unfinished.Should().Be("tw");
        await File.WriteAllTextAsync(go, "");
        await child.Exited;

        follower.Read().Should().Equal("two");
        follower.Unfinished.Should().Be("three");
        follower.Position.Should().Be(new FileInfo(output).Length);
        follower.Read().Should().BeEmpty();
    }

    [Fact]
    public void Invalid_utf8_is_replaced()
    {
        File.WriteAllBytes(_folder.File("output"), [(byte)'a', 0xff, 0xc3, (byte)'\n', 0xc3, 0xa4, (byte)'\n']);

        new LineFollower(_folder.File("output")).Read().Should().Equal("a\uFFFD\uFFFD", "ä");
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_cut_and_takes_little_memory()
    {
        var output = _folder.File("output");
        File.WriteAllBytes(output, [.. "first\n"u8, .. Enumerable.Repeat((byte)'x', 10_000_000), .. "\nlast\n"u8]);
        var follower = new LineFollower(output);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var lines = new List<string>();
        do
            lines.AddRange(follower.Read());
        while (!follower.IsAtEnd);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000);
        lines.Should().HaveCount(3);
        lines[0].Should().Be("first");
        lines[1].Should().Be(new string('x', 65536) + " [… 9934464 bytes left out]");
        lines[2].Should().Be("last");
    }

    [Fact]
    public void A_flood_is_read_in_parts()
    {
        var output = _folder.File("output");
        File.WriteAllLines(output, Enumerable.Range(0, 1_000_000).Select(static n => $"line {n}"));
        var follower = new LineFollower(output);

        var first = follower.Read();
        follower.IsAtEnd.Should().BeFalse();
        first.Count.Should().BeLessThan(500_000);

        var lines = first.ToList();
        while (!follower.IsAtEnd)
            lines.AddRange(follower.Read());
        lines.Should().HaveCount(1_000_000).And.EndWith("line 999999");
    }

    [Fact]
    public void A_file_that_a_script_emptied_is_read_from_its_start_again()
    {
        var output = _folder.File("output");
        File.WriteAllText(output, "one\ntwo\nthr");
        var follower = new LineFollower(output);
        follower.Read();

        File.WriteAllText(output, "new\n");

        follower.Read().Should().Equal("new");
    }

    [Fact]
    public void The_disk_use_of_a_flood_is_bounded_and_its_head_and_tail_are_kept()
    {
        var output = _folder.File("output");
        var bound = new OutputBound(output, 2 << 20);
        bound.Apply();
        var follower = new LineFollower(output);
        using (var file = new StreamWriter(output, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite }))
        {
            for (var line = 0; line < 2_000_000; line++)
            {
                file.WriteLine($"{line} sheep");
                if (line % 10_000 != 0)
                    continue;
                file.Flush();
                bound.Apply();
            }
        }

        bound.Apply();

        bound.Trouble.Should().BeNull();
        new FileInfo(output).Length.Should().BeGreaterThan(20 << 20);
        DiskBytes(output).Should().BeLessThan((2 << 20) + (64 << 10));
        var lines = new List<string>();
        do
            lines.AddRange(follower.Read());
        while (!follower.IsAtEnd);
        lines[0].Should().Be("0 sheep");
        lines[20_000].Should().Be("20000 sheep");
        lines[^1].Should().Be("1999999 sheep");
        lines.Count(static l => l.StartsWith("[…", StringComparison.Ordinal) && l.EndsWith("bytes were not kept]", StringComparison.Ordinal)).Should().Be(1);
        lines.Should().NotContain(static l => l.Contains('\0'));
    }

    [SkippableFact]
    public async Task Where_holes_cannot_be_punched_it_is_noted_and_the_file_grows()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "mounting is for root");
        var mounted = await Sh.RunAsync($"mount -t ramfs none {_folder.Path}");
        Skip.IfNot(mounted.IsSuccess, $"no ramfs can be mounted here: {mounted.Error}");
        try
        {
            await File.WriteAllBytesAsync(_folder.File("output"), new byte[3 << 20]);
            var bound = new OutputBound(_folder.File("output"), 2 << 20);

            bound.Apply();

            bound.Trouble.Should().Contain("not supported").And.Contain(_folder.File("output"));
            bound.Apply();
            new FileInfo(_folder.File("output")).Length.Should().Be(3 << 20);
        }
        finally
        {
            (await Sh.RunAsync($"umount -l {_folder.Path}")).IsSuccess.Should().BeTrue();
        }
    }

    private static long DiskBytes(string path)
    {
        var result = Sh.Launcher.RunAsync(new Launch("stat", ["-c", "%b %B", path]), Sh.Generous).GetAwaiter().GetResult();
        var parts = result.Output.Split(' ');
        return long.Parse(parts[0]) * long.Parse(parts[1]);
    }
}
