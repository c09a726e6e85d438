using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg check --kick</c>: what was found of each service, and what was done.</summary>
internal static class KickScreen
{
    public static void Write(TextWriter writer, Terminal terminal, IReadOnlyList<KickedService> services)
    {
        var sheet = new Sheet(writer, terminal);
        if (services.Count == 0)
            sheet.Line(CheckScreen.None);
        foreach (var service in services)
        {
            sheet.Title(service.Contract.Name, Verdict(service), service.IsIll ? Tone.Bad : service.Decision is KickDecision.LeftAlone ? Tone.Plain : Tone.Good);
            if (WhyOf(service.Decision) is { Length: > 0 } why)
                sheet.Row(service.Decision is KickDecision.ReportOnly or KickDecision.LeftAlone ? "  why" : "  found", why);
            if (service.Text.Length > 0)
                sheet.Row("  now", service.Text, service.IsIll ? Tone.Bad : Tone.Plain);
            if (!service.IsIll)
                continue;
            foreach (var step in service.Steps)
                sheet.Row("  did", step);
            sheet.Row("  to do", $"kupkg check {service.Contract.Name}");
        }
    }

    /// <summary>Why it was decided so; empty: it is healthy.</summary>
    public static string WhyOf(KickDecision decision) => decision switch
    {
        KickDecision.Start start => start.Why,
        KickDecision.Restart restart => restart.Why,
        KickDecision.LeftAlone left => left.Why,
        KickDecision.ReportOnly report => report.Why,
        _ => "",
    };

    private static string Verdict(KickedService service) => service.Decision switch
    {
        KickDecision.Healthy => "healthy",
        KickDecision.Start => service.IsHealed ? "started" : "ILL: started in vain",
        KickDecision.Restart => service.IsHealed ? "restarted" : "ILL: restarted in vain",
        KickDecision.ReportOnly => "ILL: a person has to look",
        _ => service.IsIll ? "ILL: left alone for now" : "left alone",
    };
}
