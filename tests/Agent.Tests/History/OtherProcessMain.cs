using System.Runtime.CompilerServices;
using KuPkg.Agent.Config;
using KuPkg.Agent.History;
using KuPkg.Policy.Records;

namespace KuPkg.Agent.Tests.History;

/// <summary>What the other process does: writes a history until it is killed, or reads one.</summary>
internal static class OtherProcessMain
{
    public const string Verb = "KUPKG_TEST_HISTORY_VERB";

    /// <summary>Runs before anything else of this assembly, so that the child never becomes a test host.</summary>
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void BecomeTheOtherProcess()
    {
        if (Environment.GetEnvironmentVariable(Verb)?.Split(':', 2) is not [var verb, var root]) return;
        if (verb == "write") WriteForEver(new HostPaths(root));
        else Console.WriteLine(Read(new HostPaths(root)));
        Environment.Exit(0);
    }

    /// <summary>Says each number when Append has returned.</summary>
    private static void WriteForEver(HostPaths paths)
    {
        using var journal = Journal.Open(paths, TimeProvider.System, out _);
        var run = journal.BeginRun(SampleRun.Start()).RunId;
        for (var n = 1; ; n++)
        {
            journal.Append(run, n % 3 == 0
                ? new KillDone($"{n}", SampleRun.Kill()) { At = SampleRun.At(n) }
                : new Noted($"{n}", IsWarning: false) { At = SampleRun.At(n) });
            Console.WriteLine(n);
        }
    }

    private static string Read(HostPaths paths)
    {
        try
        {
            using var history = HistoryReader.Open(paths);
            var runs = history.Runs(1000);
            return $"{runs.Count} runs, {(runs.Count > 0 ? history.Events(runs[0].Start.RunId).Count : 0)} events";
        }
        catch (HistoryException e)
        {
            return e.Message;
        }
    }
}
