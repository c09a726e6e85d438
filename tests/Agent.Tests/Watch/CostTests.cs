using System.Runtime.InteropServices;
using KuPkg.Policy.Watch;
using Xunit.Abstractions;

namespace KuPkg.Agent.Tests.Watch;

public partial class CostTests(ITestOutputHelper output)
{
    private const int ThreadCpuTime = 3;

    [Fact]
    public async Task Watching_ten_processes_four_times_a_second_costs_less_than_a_hundredth_of_a_core()
    {
        // Five that work and five that sleep: the workers change in each look, which is the dearer case.
        using var program = WatchedProgram.Shell("for i in 1 2 3 4; do (while :; do sleep 0.02; done) & sleep 640 & done; sleep 641 & (while :; do sleep 0.02; done)");
        var sampler = program.Sampler();
        await WatchedProgram.UntilAsync(sampler, static s => s.Processes.Count >= 10);
        var (state, limits) = (JudgeState.Start, program.Job().Limits);

        const int Looks = 200;
        void Watch(int looks)
        {
            for (var i = 0; i < looks; i++)
                (state, _) = Judge.Next(state, sampler.Sample(), limits, WatchedProgram.RoleOf);
        }

        Watch(50);
        var (before, allocated) = (CpuTime(), GC.GetAllocatedBytesForCurrentThread());
        Watch(Looks);
        var each = (CpuTime() - before) / Looks;
        output.WriteLine($"{each.TotalMicroseconds:0} µs of CPU and {(GC.GetAllocatedBytesForCurrentThread() - allocated) / Looks} bytes a look: {each.TotalSeconds * 4:P2} of a core at 4 looks a second");

        each.Should().BeLessThan(TimeSpan.FromMilliseconds(2.5));
    }

    private static TimeSpan CpuTime()
    {
        _ = GetTime(ThreadCpuTime, out var time);
        return TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100));
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeOfClock time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeOfClock
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
