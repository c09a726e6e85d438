using System.Text.Json;
using System.Text.Json.Serialization;
using KuPkg.Policy.Gates;
using KuPkg.Policy.Model;
using KuPkg.Policy.Records;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.History;

/// <summary>
/// What was seen of a service in the column <c>service_looks.look</c>: its unit, what touches it, when, its executable's device and inode, and each process with pid, start ticks, device and inode.
/// The contract itself is not kept: whoever goes on reads the one in force.
/// </summary>
internal static class ServiceLookJson
{
    public static string Write(SeenService seen)
    {
        var (touched, look) = (seen.Touched, seen.Look);
        return JsonSerializer.Serialize(
            new LookRow(touched.Name, TouchPolicy.UnitOf(touched.Contract), touched.IsWritten, look.AtTicks, look.BootId)
            {
                Touches = [.. touched.Touches.Select(static t => new TouchRow(t.Package, t.Kind))],
                Treatment = touched.Treatment,
                Reason = touched.Reason,
                Executable = look.Executable,
                OnDisk = look.OnDisk is { } disk ? [disk.Device, disk.Inode] : null,
                Restarts = look.Unit?.Restarts ?? 0,
                Processes = [.. look.Processes.Select(static p => new ProcessRow(p.Id.Pid, p.Id.StartTicks, p.Name, p.Executable, p.Image.Device, p.Image.Inode, p.Home) { Unit = p.Unit, Listens = p.Listens })],
            },
            ServiceLookJsonContext.Default.LookRow);
    }

    /// <summary>What was written; its contract has no more than the name, the unit and the packages. Null: a later program wrote it in another form.</summary>
    public static SeenService? Read(string json, string illness)
    {
        LookRow? row;
        try
        {
            row = JsonSerializer.Deserialize(json, ServiceLookJsonContext.Default.LookRow);
        }
        catch (JsonException)
        {
            return null;
        }

        if (row is null)
            return null;
        var contract = new ServiceContract { Name = row.Service, Unit = row.Unit, Packages = [.. row.Touches.Select(static t => t.Package).Distinct()] };
        var touched = new TouchedService(contract, row.IsWritten, [.. row.Touches.Select(static t => new Touch(t.Package, t.Kind))], row.Treatment, row.Reason);
        var processes = row.Processes.Select(static p => new ServiceProcess(new ProcessId(p.Pid, p.StartTicks), p.Name, p.Executable, new FileIdentity(p.Device, p.Inode), p.Home) { Unit = p.Unit, Listens = p.Listens });
        var look = new ServiceLook(row.Service, row.AtTicks, [.. processes])
        {
            BootId = row.BootId,
            Executable = row.Executable,
            OnDisk = row.OnDisk is [var device, var inode] ? new FileIdentity(device, inode) : null,
            Unit = new UnitState(row.Unit) { Restarts = row.Restarts },
        };
        return new SeenService(touched, look, illness);
    }
}

internal sealed record LookRow(string Service, string Unit, bool IsWritten, long AtTicks, string BootId)
{
    public IReadOnlyList<TouchRow> Touches { get; init; } = [];

    public Treatment Treatment { get; init; }

    public string Reason { get; init; } = "";

    public string? Executable { get; init; }

    public ulong[]? OnDisk { get; init; }

    public int Restarts { get; init; }

    public IReadOnlyList<ProcessRow> Processes { get; init; } = [];
}

internal sealed record TouchRow(string Package, TouchKind Kind);

internal sealed record ProcessRow(int Pid, long StartTicks, string Name, string Executable, ulong Device, ulong Inode, ProcessHome Home)
{
    public string Unit { get; init; } = "";

    public IReadOnlyList<string> Listens { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LookRow))]
internal sealed partial class ServiceLookJsonContext : JsonSerializerContext;
