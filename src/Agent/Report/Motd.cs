namespace KuPkg.Agent.Report;

/// <summary>The line that who logs in reads.</summary>
internal static class Motd
{
    /// <summary>The line; null: all is well, or nothing is known yet.</summary>
    public static string? Line(HostStatus status) => status.State is HostState.Ok or HostState.NeverRan
        ? null
        : Plain.Line($"kupkg: {StatusScreen.Word(status.State)}: {status.Headline}     {(status.Commands is [var command, ..] ? command : "kupkg status")}");
}
