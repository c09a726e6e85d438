using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Kill;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Runs.Hooks;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch;
using KuPkg.Policy.Calendar;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>Puts a run together and starts it.</summary>
internal static class RunWiring
{
    /// <param name="paths">The host.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="isJson">Print the run's report as one document instead of a screen.</param>
    /// <param name="around">Put around the journal, to meddle with it in tests; null: nothing.</param>
    public static async Task<int> RunAsync(HostPaths paths, KuPkgSettings settings, RunRequest request, bool isJson, Func<IJournal, IJournal>? around = null)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("kupkg: run changes packages, and this is not root. Nothing was done.     sudo kupkg run");
            return Exit.NotPermitted;
        }

        if (!File.Exists(paths.At("usr/bin/apt-get")))
        {
            Console.Error.WriteLine($"kupkg: no package manager that this version knows was found: there is no {paths.At("usr/bin/apt-get")}. Nothing was done.");
            return Exit.BadConfiguration;
        }

        var time = TimeProvider.System;
        try
        {
            string? historyWarning = null, linkNote = null;
            if (SelfExec.TakeMark())
            {
                linkNote = SecondLink.OfHost.RemoveUnused();
            }
            else
            {
                // Asked first: only a process that is about to work is worth a second start, and the lock would not survive it.
                if (Admission.Ask(paths, settings, request, time) is { } refused)
                    return await RefusedAsync(refused, paths, settings, request);
                if (SecondLink.IsOfUse)
                    linkNote = SecondLink.OfHost.TryExecute();
            }

            var admission = Admission.Seek(paths, settings, request, "apt", () => around is null ? Journal.Open(paths, time, out historyWarning) : around(Journal.Open(paths, time, out historyWarning)), time);
            if (admission is not Admission.Admitted admitted)
                return await RefusedAsync(admission, paths, settings, request);
            int exitCode;
            using (admitted.Lock)
            using (admitted.Journal)
                exitCode = await RunAsync(paths, settings, request, isJson, admitted, [historyWarning], [linkNote], time);
            if (!request.IsRepairOnly)
                await RebootWiring.ConsiderAsync(paths, settings, time);
            return exitCode;
        }
        catch (Exception e) when (e is HistoryException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: the run could not be carried out: {e.Message}");
            return Exit.Failed;
        }
    }

    private static async Task<int> RunAsync(
        HostPaths paths, KuPkgSettings settings, RunRequest request, bool isJson, Admission.Admitted admitted, IEnumerable<string?> warnings, IEnumerable<string?> notes, TimeProvider time)
    {
        using var signals = new StopSignals();
        var launcher = new Launcher(time);
        IDriver driver = new AptDriver(paths, launcher, time) { ProxyEnvironment = ProxyVariables.Own() };
        var folder = new RunFolder(Path.Join(paths.RunsDirectory, $"{admitted.Start.RunId}"), admitted.Start.RunId);
        Directory.CreateDirectory(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var status = new StatusBoard(paths.StatusFile, time);
        var audience = new RunAudience(admitted.Journal, admitted.Start.RunId, Screens.ForRun(isJson), status);
        var events = new RunEvents(time, audience.Hear);
        var killer = new Killer(time);
        var watchman = new Watchman(killer, launcher, time);
        var draws = admitted.Start.At.UtcTicks;
        await using var gateway = new RunGateway(
            driver, settings, folder, admitted.Journal, events, time, () => admitted.Place.Draw(DrawPurpose.Backoff, Interlocked.Increment(ref draws)), signals.Token);
        var tools = new ToolRunner(launcher, watchman, driver, settings, admitted.Journal, admitted.Start.RunId, events, audience, gateway, signals.Token);
        var run = new RunContext
        {
            Request = request,
            Start = admitted.Start,
            Place = admitted.Place,
            InstallFrom = admitted.InstallFrom,
            Unfinished = admitted.Unfinished,
            Settings = settings,
            Paths = paths,
            Driver = driver,
            Tools = tools,
            Gateway = gateway,
            Hooks = new RunHooks(paths, folder, tools, events, (file, facts) => HookWiring.Write(paths, file, facts), signals.Token),
            Journal = admitted.Journal,
            Services = ServiceWiring.DeskOf(paths, settings.Services, launcher, killer, events, time),
            Killer = killer,
            Launcher = launcher,
            Progress = audience,
            Events = events,
            Folder = folder,
            Time = time,
            Stop = signals.Token,
        };
        foreach (var warning in warnings.OfType<string>())
            events.Warn(warning);
        foreach (var note in notes.OfType<string>())
            events.Note(note);
        var record = await RunPipeline.RunAsync(run);
        await HookWiring.AfterRunAsync(run, record);
        admitted.Journal.Prune(time.GetUtcNow() - settings.HistoryKeep);
        await TellOthersAsync(paths, settings, admitted.Journal, record, launcher, folder, time);
        if (isJson)
            ReportCommand.WriteJson(paths, admitted.Start.RunId);
        return record.ExitCode;
    }

    // The run is over and written down: what fails here changes nothing of what it came to.
    private static async Task TellOthersAsync(
        HostPaths paths, KuPkgSettings settings, IJournal journal, RunRecord record, Launcher launcher, RunFolder folder, TimeProvider time)
    {
        try
        {
            var after = HostStatusBuilder.Build(HostReading.Facts(paths, ConfigLoader.Load(paths), time.GetUtcNow()));
            await NoticeWiring.TellAsync(paths, settings.Notify, record, journal, after, launcher, folder, time);
            HostSigns.Write(paths, time, after);
        }
        catch (Exception e) when (e is HistoryException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"kupkg: run {record.RunId} has ended, and nobody could be told of it: {e.Message}     kupkg report {record.RunId}");
        }
    }

    private static async Task<int> RefusedAsync(Admission admission, HostPaths paths, KuPkgSettings settings, RunRequest request)
    {
        if (admission is Admission.NotDue or Admission.LeftAlone)
        {
            await RebootWiring.ConsiderAsync(paths, settings, TimeProvider.System);
            HostSigns.Write(paths, TimeProvider.System);
        }

        switch (admission)
        {
            case Admission.AnotherRun:
                // A tick that meets a run at work is nothing to mail to anybody.
                if (request.IsNow || !Console.IsErrorRedirected)
                    TellAnotherRun(paths);
                return Exit.Deferred;
            case Admission.NotDue notDue:
                TellPerson(notDue.Why);
                return Exit.Done;
            case Admission.LeftAlone leftAlone:
                TellPerson(leftAlone.Why);
                return Exit.Deferred;
            default:
                throw new InvalidOperationException($"an admission without an answer: {admission}");
        }
    }

    // Cron and timers, which tick four times an hour, hear nothing of it.
    private static void TellPerson(string why)
    {
        if (!Console.IsOutputRedirected)
            Console.Out.WriteLine($"Nothing was done: {why}.     kupkg run --now");
    }

    private static void TellAnotherRun(HostPaths paths)
    {
        var live = StatusFile.Read(paths.StatusFile);
        var at = live is null ? "" : $": run {live.Run}, pid {live.Pid}, since {Human.TimeOfDay(live.Since, TimeZoneInfo.Local)}"
            + (live.Step is { } step ? $" ({step}{(live.Package is { } package ? $", {package}" : "")})" : "");
        Console.Error.WriteLine($"kupkg: another run is at work{at}. This one did nothing.     kupkg status");
    }
}
