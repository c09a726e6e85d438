using System.Text;
using KuPkg.Agent.Config;
using KuPkg.Agent.Guard;
using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Puts a guard together and lets it see its command to the end.</summary>
internal static class GuardWiring
{
    private const int NotFound = 2;

    private static readonly TimeSpan TellingTakes = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(HostPaths paths, GuardRequest request)
    {
        var time = TimeProvider.System;
        try
        {
            // Asked before handlers are set, which would hide it.
            var ignored = OwnStart.IgnoredSignals();
            using var signals = new SignalRelay(ignored);
            // Seeded by clock and pid: it spreads retries and is no secret.
            var random = new Random(HashCode.Combine(time.GetTimestamp(), Environment.ProcessId));
            var settings = new Lazy<KuPkgSettings>(() => SettingsOf(paths));
            var report = await new Guardian(request, ignored, () => settings.Value, () => MakeWatchman(time), Say, time, random.NextDouble).RunAsync(signals);
            Record(paths, request, report, time);
            return GuardExit.Of(report);
        }
        catch (LaunchException e)
        {
            Say(e.Message);
            return e.ErrorNumber == NotFound ? GuardExit.NotFound : GuardExit.CannotExecute;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Say($"tried to watch '{request}', and could not: {e.Message}. The command may still be at work; ps shows it.");
            return GuardExit.Failed;
        }
    }

    /// <summary>Tells the person at standard error, whose reader may be gone or asleep: a full pipe must not keep a hung command alive.</summary>
    public static void Say(string text)
    {
        var told = new StringBuilder();
        foreach (var line in Plain.Lines(text))
            told.Append("kupkg guard: ").Append(line).Append('\n');
        var bytes = Encoding.UTF8.GetBytes(told.ToString());
        Task.Run(() => Write(bytes)).Wait(TellingTakes);
    }

    private static void Write(byte[] bytes)
    {
        try
        {
            using var error = Console.OpenStandardError();
            error.Write(bytes);
        }
        catch (IOException)
        {
            // Nobody reads it.
        }
    }

    private static Watchman MakeWatchman(TimeProvider time)
    {
        // A guard may live for hours, and kupkg be replaced under it.
        OwnProgram.LoadAll();
        return new Watchman(new Killer(time), new Launcher(time), time);
    }

    // A host without a configuration takes no updates, but a person's command may be watched on it all the same.
    private static KuPkgSettings SettingsOf(HostPaths paths)
    {
        switch (ConfigLoader.Load(paths))
        {
            case ConfigState.Loaded loaded:
                return loaded.Settings;
            case ConfigState.Refused refused:
                Say($"tried to take the limits from {refused.File}: it has mistakes. The built-in ones hold where none was given.     kupkg config check");
                return new KuPkgSettings();
            default:
                return new KuPkgSettings();
        }
    }

    // A success that was over at once would only fill the history, and cost more than the command. Other users cannot write it, and a machine that has none, such as a build container, is given none for a guard's sake.
    private static void Record(HostPaths paths, GuardRequest request, GuardReport report, TimeProvider time)
    {
        if (report.IsUneventful || !Environment.IsPrivilegedProcess || !(File.Exists(paths.HistoryFile) || File.Exists(paths.ConfigFile)))
            return;
        try
        {
            using var queue = JobQueue.Open(paths, time, out var warning);
            if (warning is not null)
                Say(warning);
            queue.Record(PastOf(request, report), [.. report.Tries.Select(TryOf)]);
        }
        catch (HistoryException e)
        {
            Say($"what became of '{request}' is not in the history: {e.Message}");
        }
    }

    private static NewJob PastOf(GuardRequest request, GuardReport report) => new(request.Words)
    {
        Directory = Environment.CurrentDirectory,
        Limits = GuardQueueWiring.LimitsOf(request.Limits),
        MostTries = request.Retries + 1,
        QueuedBy = JobQueue.ByGuard(request.Name),
    };

    private static PastTry TryOf(GuardTry tried) => new(
        tried.BeganAt, tried.Took, tried.Pid, tried.Status, tried.EndedBecause is { } why ? $"{tried.Status}; ended by kupkg guard: {why}" : tried.Status.ToString(), tried.IsSuccess,
        [.. tried.Notes.Select(static n => (n.At, n.Text))]);
}
