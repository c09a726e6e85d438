using System.Text.Json;
using KuPkg.Agent.History.Queue;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg queue --json</c>.</summary>
internal static class QueueJson
{
    public static void Write(TextWriter writer, string host, IReadOnlyList<QueuedJob> jobs) => writer.WriteLine(
        JsonSerializer.Serialize(new QueueDocument(host, [.. jobs.Select(Entry)]), Json.Indented.QueueDocument));

    /// <summary><c>kupkg guard --queue --json</c>.</summary>
    public static void WriteAdded(TextWriter writer, long number, NewJob job) =>
        writer.WriteLine(JsonSerializer.Serialize(new QueuedDocument(number, job.Argv, job.MostTries), Json.Indented.QueuedDocument));

    /// <summary><c>kupkg report --job N --json</c>.</summary>
    public static void WriteReport(TextWriter writer, QueuedJob job, IReadOnlyList<JobNote> notes) => writer.WriteLine(
        JsonSerializer.Serialize(new JobDocument(Entry(job), [.. notes.Select(static n => new JobNoteEntry(n.Try, Json.Time(n.At), n.Text))]), Json.Indented.JobDocument));

    private static QueueEntry Entry(QueuedJob job) => new(
        job.JobId, job.Asked.Argv, job.State.Word(), job.Tries, job.Asked.MostTries, job.Asked.QueuedBy, Json.Time(job.QueuedAt),
        job.NextTryAt is { } next ? Json.Time(next) : null, job.Newest?.Status?.Code, job.Newest?.Summary, job.Newest?.Output);
}

internal sealed record QueueDocument(string Host, IReadOnlyList<QueueEntry> Jobs);

internal sealed record QueuedDocument(long Job, IReadOnlyList<string> Argv, int MostTries);

internal sealed record JobDocument(QueueEntry Job, IReadOnlyList<JobNoteEntry> Notes);

internal sealed record JobNoteEntry(int Try, string At, string Text);

internal sealed record QueueEntry(
    long Job, IReadOnlyList<string> Argv, string State, int Tries, int MostTries, string QueuedBy, string QueuedAt, string? NextTryAt, int? ExitCode, string? Summary, string? Output);
