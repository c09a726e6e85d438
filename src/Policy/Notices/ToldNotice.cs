namespace KuPkg.Policy.Notices;

/// <summary>A notice that was decided on, and what became of it.</summary>
/// <param name="RunId">The run that it is about.</param>
/// <param name="At">When.</param>
/// <param name="Occasion">Why.</param>
/// <param name="About">What failed, as a key: the same failure is told once. Empty: nothing has failed.</param>
/// <param name="IsDelivered">Whether all who were to be told took it. What was not delivered is tried again with the next run.</param>
/// <param name="Result">To whom it went, or what came back, in words; empty when nobody was to be told.</param>
public sealed record ToldNotice(long RunId, DateTimeOffset At, Occasion Occasion, string About, bool IsDelivered, string Result);
