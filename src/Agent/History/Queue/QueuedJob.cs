using KuPkg.Policy.Breakers;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.History.Queue;

/// <summary>A command that somebody gives to the queue.</summary>
/// <param name="Argv">The program (a name or an absolute path) and its arguments; never empty. Passed as they are, through no shell.</param>
internal sealed record NewJob(IReadOnlyList<string> Argv)
{
    /// <summary>Variables that are added to a service's environment. No secrets: the history is read by everybody.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Default: <c>/</c>.</summary>
    public string Directory { get; init; } = "/";

    /// <summary>Where patience ends; what is null is as the host's <c>limits.install</c> says when the job begins.</summary>
    public JobLimits Limits { get; init; } = new();

    /// <summary>How often it is tried, 1 to <see cref="JobRetry.MostTries"/>. Default <see cref="JobRetry.UsualTries"/>.</summary>
    public int MostTries { get; init; } = JobRetry.UsualTries;

    /// <summary>Who gave it, for the record.</summary>
    public string QueuedBy { get; init; } = "";

    /// <summary>As a person would type it.</summary>
    public override string ToString() => string.Join(' ', Argv);
}

/// <summary>A job's own limits; null: the host's.</summary>
internal sealed record JobLimits
{
    public TimeSpan? Quiet { get; init; }

    public TimeSpan? Spin { get; init; }

    public TimeSpan? Budget { get; init; }

    public TimeSpan? Hard { get; init; }
}

/// <summary>Where a job stands.</summary>
internal enum JobState
{
    /// <summary>Not tried yet.</summary>
    Waiting,

    /// <summary>At work, or its kupkg died.</summary>
    Running,

    /// <summary>It ended with exit code 0.</summary>
    Done,

    /// <summary>It failed and is tried again.</summary>
    Failed,

    /// <summary>It failed as often as it may.</summary>
    GivenUp,
}

/// <summary>A job of the queue.</summary>
/// <param name="JobId">Its number; the order of the queue.</param>
/// <param name="Asked">What is to be done.</param>
/// <param name="QueuedAt">Since when.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Tries">Tries that began.</param>
/// <param name="TriedAt">When the last one ended; null: none has.</param>
/// <param name="NextTryAt">When it may be tried again; null: at once, or never.</param>
/// <param name="Newest">Its newest try; null: none.</param>
internal sealed record QueuedJob(
    long JobId, NewJob Asked, DateTimeOffset QueuedAt, JobState State, int Tries, DateTimeOffset? TriedAt, DateTimeOffset? NextTryAt, JobTry? Newest)
{
    /// <summary>Whether its try may begin now.</summary>
    public bool IsDue(DateTimeOffset now) => State is JobState.Waiting or JobState.Failed && JobRetry.MayTry(TriedAt, NextTryAt, now);
}

/// <summary>What was seen of a job.</summary>
/// <param name="Try">In which try.</param>
/// <param name="At">When.</param>
/// <param name="Text">In words.</param>
internal sealed record JobNote(int Try, DateTimeOffset At, string Text);

/// <summary>One try of a job.</summary>
/// <param name="Nr">From 1.</param>
/// <param name="BeganAt">When.</param>
/// <param name="BootId">In which boot.</param>
/// <param name="Pid">Its topmost process; null: it had not been started yet.</param>
/// <param name="Output">The file that it writes to.</param>
/// <param name="Status">How it ended; null: it has not. <see cref="ExitStatus.Unknown"/>: nobody could see it.</param>
/// <param name="Summary">The end in one line; empty before.</param>
internal sealed record JobTry(int Nr, DateTimeOffset BeganAt, string BootId, int? Pid, string Output, ExitStatus? Status, string Summary);
