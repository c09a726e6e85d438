using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>The last lines of a run: what came of it, why, and what to type.</summary>
internal static class ClosingLines
{
    public static void Write(Sheet sheet, RunRecord record)
    {
        sheet.Line($"run {record.RunId}: {Told.Outcome(record)}", Told.ToneOf(record));
        foreach (var package in record.Packages.Where(package => package.Result != PackageFate.Updated)) NotUpdated(sheet, package);
        foreach (var service in record.Services.Where(static s => s.Result is not (ServiceFate.Healthy or ServiceFate.LeftAlone))) Service(sheet, service);
        foreach (var warning in record.Warnings) sheet.Line($"  warning: {warning}", Tone.Warn);
        foreach (var need in record.NeedsPerson) sheet.Lines("  needs you: ", need, Tone.Bad);
        var more = $"kupkg report {record.RunId}";
        if ((record.ExitCode != 0 || record.Warnings.Count > 0) && record.Packages.All(package => package.FreedBy != more)) sheet.Line($"    {more}");
    }

    /// <summary>A service that is not as it should be, why, and what to type.</summary>
    public static void Service(Sheet sheet, ServiceRecord service)
    {
        sheet.Line($"  {service.Service}: {Told.Words(service.Result)}: {service.Text}", Told.ToneOf(service.Result));
        if (service.FreedBy.Length > 0) sheet.Line($"    {service.FreedBy}");
    }

    /// <summary>A package with its cause and the command that frees it.</summary>
    public static void NotUpdated(Sheet sheet, PackageResult package)
    {
        var installed = package.Installed is { } version ? $"{version} is installed" : "not installed";
        sheet.Line($"  {package.Change}: {Told.Words(package.Result)}, {installed}{(package.Cause.Length > 0 ? $": {package.Cause}" : "")}", Tone.Warn);
        if (package.FreedBy.Length > 0) sheet.Line($"    {package.FreedBy}");
    }
}
