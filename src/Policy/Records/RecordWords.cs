using KuPkg.Policy.Model;

namespace KuPkg.Policy.Records;

/// <summary>The words that history, JSON and logs use for what a run says. They never change once released: scripts match on them.</summary>
public static class RecordWords
{
    private static readonly (Outcome Value, string Word)[] Outcomes =
    [
        (Outcome.UpToDate, "up-to-date"),
        (Outcome.Updated, "updated"),
        (Outcome.UpdatedNeedsReboot, "updated-needs-reboot"),
        (Outcome.PartlyUpdated, "partly-updated"),
        (Outcome.Deferred, "deferred"),
        (Outcome.Refused, "refused"),
        (Outcome.Quarantined, "quarantined"),
        (Outcome.FailedConsistent, "failed"),
        (Outcome.NeedsPerson, "needs-person"),
    ];

    private static readonly (PackageFate Value, string Word)[] Fates =
    [
        (PackageFate.Updated, "updated"),
        (PackageFate.Untouched, "untouched"),
        (PackageFate.PutBack, "put-back"),
        (PackageFate.Removed, "removed"),
        (PackageFate.Broken, "broken"),
    ];

    private static readonly (StepResult Value, string Word)[] Results =
    [
        (StepResult.Done, "done"),
        (StepResult.Partly, "partly"),
        (StepResult.Failed, "failed"),
        (StepResult.Skipped, "skipped"),
    ];

    private static readonly (AsideOrigin Value, string Word)[] Origins =
    [
        (AsideOrigin.NotRestorable, "not-restorable"),
        (AsideOrigin.AtHand, "at-hand"),
        (AsideOrigin.Fetched, "fetched"),
        (AsideOrigin.Rebuilt, "rebuilt"),
    ];

    private static readonly (ServiceFate Value, string Word)[] ServiceFates =
    [
        (ServiceFate.Healthy, "healthy"),
        (ServiceFate.IllBefore, "ill-before"),
        (ServiceFate.Ill, "ill"),
        (ServiceFate.PutBack, "put-back"),
        (ServiceFate.NeedsReboot, "needs-reboot"),
        (ServiceFate.ByHand, "by-hand"),
        (ServiceFate.LeftAlone, "left-alone"),
    ];

    private static readonly (ServiceStep Value, string Word)[] ServiceSteps =
    [
        (ServiceStep.Before, "before"),
        (ServiceStep.Installed, "installed"),
        (ServiceStep.Restarting, "restarting"),
        (ServiceStep.OldGone, "old-gone"),
        (ServiceStep.NewStarted, "new-started"),
        (ServiceStep.Healthy, "healthy"),
        (ServiceStep.Stable, "stable"),
        (ServiceStep.Failed, "failed"),
        (ServiceStep.Remedy, "remedy"),
        (ServiceStep.Remark, "remark"),
    ];

    /// <summary>Whether a run with this end counts as a success: see <see cref="PastRun.IsSuccess"/>.</summary>
    public static bool IsSuccess(this Outcome outcome, int exitCode) => outcome switch
    {
        Outcome.UpToDate or Outcome.Updated or Outcome.UpdatedNeedsReboot => true,
        Outcome.PartlyUpdated => exitCode == 0,
        _ => false,
    };

    /// <summary>The outcome's word, such as <c>partly-updated</c>.</summary>
    public static string Word(this Outcome outcome) => WordOf(Outcomes, outcome);

    /// <summary>The fate's word, such as <c>put-back</c>.</summary>
    public static string Word(this PackageFate fate) => WordOf(Fates, fate);

    /// <summary>The result's word, such as <c>partly</c>.</summary>
    public static string Word(this StepResult result) => WordOf(Results, result);

    /// <summary>The origin's word, such as <c>rebuilt</c>.</summary>
    public static string Word(this AsideOrigin origin) => WordOf(Origins, origin);

    /// <summary>The origin of a word; null when unknown.</summary>
    public static AsideOrigin? ToOrigin(string word) => Find(Origins, word);

    /// <summary>The word of what became of a service, such as <c>ill-before</c>.</summary>
    public static string Word(this ServiceFate fate) => WordOf(ServiceFates, fate);

    /// <summary>The word of a service's step, such as <c>old-gone</c>.</summary>
    public static string Word(this ServiceStep step) => WordOf(ServiceSteps, step);

    /// <summary>What became of a service, from its word; null when unknown.</summary>
    public static ServiceFate? ToServiceFate(string word) => Find(ServiceFates, word);

    /// <summary>The step of a word; null when unknown.</summary>
    public static ServiceStep? ToServiceStep(string word) => Find(ServiceSteps, word);

    /// <summary>Every outcome.</summary>
    public static IEnumerable<Outcome> AllOutcomes => Outcomes.Select(static o => o.Value);

    /// <summary>The outcome of a word; null when a newer program wrote a word unknown here.</summary>
    public static Outcome? ToOutcome(string word) => Find(Outcomes, word);

    /// <summary>The fate of a word; null when unknown.</summary>
    public static PackageFate? ToFate(string word) => Find(Fates, word);

    /// <summary>The result of a word; null when unknown.</summary>
    public static StepResult? ToResult(string word) => Find(Results, word);

    private static string WordOf<T>((T Value, string Word)[] table, T value) where T : struct, Enum
    {
        foreach (var row in table)
        {
            if (EqualityComparer<T>.Default.Equals(row.Value, value)) return row.Word;
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "it has no word");
    }

    private static T? Find<T>((T Value, string Word)[] table, string word) where T : struct, Enum
    {
        foreach (var row in table)
        {
            if (row.Word == word) return row.Value;
        }

        return null;
    }
}
