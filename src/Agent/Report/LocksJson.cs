using System.Text.Json;
using KuPkg.Policy.Locks;

namespace KuPkg.Agent.Report;

/// <summary><c>kupkg locks --json</c>.</summary>
internal static class LocksJson
{
    public static void Write(TextWriter writer, IReadOnlyList<LockReading> readings, DateTimeOffset now) =>
        writer.WriteLine(JsonSerializer.Serialize(new LocksDocument([.. readings.Select(r => ToDocument(r, now))]), Json.Indented.LocksDocument));

    private static LockDocument ToDocument(LockReading reading, DateTimeOffset now) => new(
        reading.Path, reading.Holder is not null, reading.FileExists,
        reading.Holder is { } h
            ? new HolderDocument(
                Word(h.Kind), h.Top?.Pid, h.Name, h.Command, h.User, h.Age is { } age ? Json.Time(now - age) : null, h.Unit, h.Session, h.Terminal, h.IsInteractive, h.Who)
            : null,
        reading.Chain, reading.IsMoving, reading.Activity, reading.Outlook);

    private static string Word(HolderKind kind) => kind switch
    {
        HolderKind.Manager => "manager",
        HolderKind.OwnRun => "kupkg",
        HolderKind.Unknown => "unknown",
        HolderKind.Container => "container",
        HolderKind.OutOfSight => "out-of-sight",
        _ => "needs-root",
    };
}

internal sealed record LocksDocument(IReadOnlyList<LockDocument> Locks);

internal sealed record LockDocument(
    string Path, bool IsHeld, bool FileExists, HolderDocument? Holder, IReadOnlyList<string> Chain, bool? IsMoving, string Activity, IReadOnlyList<string> Outlook);

internal sealed record HolderDocument(
    string Kind, int? Pid, string Name, string Command, string User, string? Since, string? Unit, string? Session, string? Terminal, bool IsInteractive, string Who);
