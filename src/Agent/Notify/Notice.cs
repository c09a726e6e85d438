using KuPkg.Policy.Notices;

namespace KuPkg.Agent.Notify;

/// <summary>What is said of a run, in each of its forms.</summary>
/// <param name="Occasion">Why.</param>
/// <param name="Host">The host's name.</param>
/// <param name="Headline">One line.</param>
/// <param name="Text">The status and the report, as a person reads them.</param>
/// <param name="StatusJson"><c>kupkg status --json</c>.</param>
/// <param name="ReportJson"><c>kupkg report RUN --json</c>.</param>
internal sealed record Notice(Occasion Occasion, string Host, string Headline, string Text, string StatusJson, string ReportJson);
