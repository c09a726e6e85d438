using KuPkg.Agent.Config;
using KuPkg.Agent.Guard;
using KuPkg.Agent.History;
using KuPkg.Agent.History.Queue;
using KuPkg.Agent.Report;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg guard --queue</c>: gives the command to the daemon.</summary>
internal static class GuardQueueWiring
{
    /// <summary>Puts it at the end of the queue and prints its number.</summary>
    /// <returns>The exit code.</returns>
    public static int Add(HostPaths paths, GuardRequest request, bool isJson)
    {
        if (!Environment.IsPrivilegedProcess)
            return Refused($"tried to queue '{request}': jobs of the queue run as root, and this is not root.     sudo kupkg guard --queue …");
        if (request.Priority is Priority.Critical)
            return Refused($"tried to queue '{request}' with --priority critical: the daemon's jobs have the priority of the host. Leave it out, or set priority in {paths.ConfigFile}.");
        if (request.Words.Zip(request.Arguments).Any(static w => !System.Text.Encoding.UTF8.GetBytes(w.First).AsSpan().SequenceEqual(w.Second)))
            return Refused($"tried to queue '{request}': an argument is not UTF-8, and the history, which holds the queue, keeps text. Give it by a file.");

        try
        {
            var time = TimeProvider.System;
            using var queue = JobQueue.Open(paths, time, out var warning);
            if (warning is not null)
                GuardWiring.Say(warning);
            var job = new NewJob([Program(request.Words[0]), .. request.Words.Skip(1)])
            {
                Directory = Environment.CurrentDirectory,
                Limits = LimitsOf(request.Limits),
                MostTries = request.Retries + 1,
                QueuedBy = request.Name.Length > 0 ? $"kupkg guard --queue: {request.Name}" : "kupkg guard --queue",
            };
            var number = queue.Add(job, time.GetUtcNow());
            Screens.Print(writer =>
            {
                if (isJson)
                    QueueJson.WriteAdded(writer, number, job);
                else
                    writer.WriteLine($"job {number} of the queue; the daemon does it as root.     kupkg queue");
            });
            return Exit.Done;
        }
        catch (ArgumentException e)
        {
            return Refused(e.Message);
        }
        catch (HistoryException e)
        {
            return Refused($"'{request}' was not queued: {e.Message}");
        }
    }

    public static JobLimits LimitsOf(CommandLimits limits) => new() { Quiet = limits.Quiet, Spin = limits.Spin, Budget = limits.Budget, Hard = limits.Hard };

    // The daemon starts it from elsewhere: a path that begins here is completed.
    private static string Program(string word) => word.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(word) : word;

    private static int Refused(string why)
    {
        GuardWiring.Say(why);
        return GuardExit.Failed;
    }
}
