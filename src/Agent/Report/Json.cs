using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KuPkg.Agent.Report;

/// <summary>How every document is written: camelCase, indented, one document and nothing else. Control characters are escaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(DryRunDocument))]
[JsonSerializable(typeof(HookDocument))]
[JsonSerializable(typeof(LocksDocument))]
[JsonSerializable(typeof(ZombiesDocument))]
[JsonSerializable(typeof(MirrorsDocument))]
[JsonSerializable(typeof(ConfigDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(QueueDocument))]
[JsonSerializable(typeof(HeldDocument))]
[JsonSerializable(typeof(RollbackDocument))]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(ContractsDocument))]
[JsonSerializable(typeof(KickDocument))]
[JsonSerializable(typeof(ServiceActsDocument))]
[JsonSerializable(typeof(QueuedDocument))]
[JsonSerializable(typeof(JobDocument))]
[JsonSerializable(typeof(RehearsalDocument))]
[JsonSerializable(typeof(RehearsalsDocument))]
internal sealed partial class Json : JsonSerializerContext
{
    // Relaxed: arrows and umlauts stay readable; the document is not put into HTML.
    public static Json Indented { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A time in JSON: ISO 8601 in UTC, to the millisecond.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
