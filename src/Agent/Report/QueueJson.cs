using System.Text.Json;
using KuPkg.Agent.History.Queue;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg queue --json</c>.</summary>
internal static class QueueJson
{
    public static void Write(TextWriter writer, string host, IReadOnlyList<QueuedJob> jobs) => writer.WriteLine(
        JsonSerializer.Serialize(new QueueDocument(host, [.. jobs.Select(Entry)]), Json.Indented.QueueDocument));

    private static QueueEntry Entry(QueuedJob job) => new(
        job.JobId, job.Asked.Argv, job.State.Word(), job.Tries, job.Asked.MostTries, job.Asked.QueuedBy, Json.Time(job.QueuedAt),
        job.NextTryAt is { } next ? Json.Time(next) : null, job.Newest?.Status?.Code, job.Newest?.Summary, job.Newest?.Output);
}

internal sealed record QueueDocument(string Host, IReadOnlyList<QueueEntry> Jobs);

internal sealed record QueueEntry(
    long Job, IReadOnlyList<string> Argv, string State, int Tries, int MostTries, string QueuedBy, string QueuedAt, string? NextTryAt, int? ExitCode, string? Summary, string? Output);
