using System.Runtime.InteropServices;
using KuPkg.Agent.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.History;

/// <summary>A full disk, as a small file system of its own.</summary>
public sealed partial class DiskFullTests : IDisposable
{
    private readonly TempRoot _root = new();
    private bool _isMounted;

    public void Dispose()
    {
        const int detach = 2;
        if (_isMounted) Unmount(_root.Paths.StateDirectory, detach).Should().Be(0);
        _root.Dispose();
    }

    [SkippableFact]
    public void The_end_of_a_run_is_written_although_the_disk_is_full()
    {
        MountSmallDisk();
        using (var journal = Journal.Open(_root.Paths, TimeProvider.System, out _))
        {
            var run = journal.BeginRun(SampleRun.Start()).RunId;
            FillUp(Path.Join(_root.Paths.StateDirectory, "filler"));
            for (var n = 0; n < 8; n++) journal.Append(run, new Noted(new string('x', 4000), IsWarning: false) { At = SampleRun.At(n) });
            journal.Append(run, new RunEnded(SampleRun.Record(run)) { At = SampleRun.At(363) });
            File.Exists(Path.Join(_root.Paths.StateDirectory, "reserve")).Should().BeFalse("it was given up");
        }

        using var history = HistoryReader.Open(_root.Paths);
        history.Find(1)!.Record!.Summary.Should().Be(SampleRun.Record().Summary);
        history.Events(1).Should().HaveCount(9);
    }

    [SkippableFact]
    public void When_nothing_is_left_the_error_says_what_to_look_at_and_the_journal_goes_on_once_there_is_room()
    {
        MountSmallDisk();
        var filler = Path.Join(_root.Paths.StateDirectory, "filler");
        using var journal = Journal.Open(_root.Paths, TimeProvider.System, out _);
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        File.Delete(Path.Join(_root.Paths.StateDirectory, "reserve"));
        FillUp(filler);
        var written = 0;
        FluentActions.Invoking(() =>
        {
            for (; written < 200; written++) journal.Append(run, new Noted(new string('x', 4000), IsWarning: false) { At = SampleRun.At(written) });
        }).Should().Throw<HistoryException>().WithMessage("cannot use the history *full*df*kupkg status*");

        File.Delete(filler);
        journal.Append(run, new Noted("again", IsWarning: false) { At = SampleRun.At(300) });
        using var history = HistoryReader.Open(_root.Paths);
        history.Events(run).Should().HaveCount(written + 2, "the event that found no room was kept, and is there too");
    }

    private static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    private void MountSmallDisk()
    {
        Directory.CreateDirectory(_root.Paths.StateDirectory);
        _isMounted = Mount("tmpfs", _root.Paths.StateDirectory, "tmpfs", 0, "size=1m") == 0;
        Skip.IfNot(_isMounted, "only root may mount");
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
