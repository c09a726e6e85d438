using System.Globalization;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Contracts;

/// <summary>Asks systemd for units, all in one question. Thread-safe.</summary>
internal sealed class UnitShow(ILauncher launcher)
{
    private const int MostTries = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromSeconds(1);

    private static readonly string[] Properties =
    [
        "Id", "Names", "LoadState", "ActiveState", "SubState", "UnitFileState", "Result", "Type", "KillMode", "Restart", "MainPID", "NRestarts", "StartLimitIntervalUSec", "NeedDaemonReload",
        "StateChangeTimestampMonotonic", "ActiveExitTimestampMonotonic", "ExecMainExitTimestampMonotonic", "Job", "ConditionResult", "ConditionTimestampMonotonic",
    ];

    /// <summary>Whether systemd runs this host.</summary>
    public static bool IsSystemdHost => Directory.Exists("/run/systemd/system");

    /// <summary>The states of some units, by the name that was asked for; those of which systemd says nothing are missing.</summary>
    /// <param name="units">Their names, with endings.</param>
    /// <param name="stop">Ends the question.</param>
    /// <exception cref="IOException">systemd does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, UnitState>> AskAsync(IReadOnlyCollection<string> units, CancellationToken stop)
    {
        var states = new Dictionary<string, UnitState>(StringComparer.Ordinal);
        if (units.Count == 0)
            return states;
        var asked = await ShowAsync(units, stop);
        // systemd answers nobody for a moment while it starts itself anew, as the upgrade of its own package has it do.
        for (var tries = 1; asked is { IsSuccess: false, IsTimedOut: false } && tries < MostTries; tries++)
        {
            await Task.Delay(Pause, TimeProvider.System, stop);
            asked = await ShowAsync(units, stop);
        }

        if (!asked.IsSuccess)
            throw new IOException($"systemctl show: {(asked.IsTimedOut ? $"no answer within {Limit.TotalSeconds:0} s" : asked.Status)}: {asked.Error.Trim()}; see whether systemd answers: systemctl status");
        foreach (var block in asked.Output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var values = Values(block);
            var state = Of(values);
            foreach (var name in values.GetValueOrDefault("Names", "").Split(' ').Append(state.Name))
            {
                if (units.Contains(name))
                    states[name] = state with { Name = name };
            }
        }

        return states;
    }

    private async Task<ShortResult> ShowAsync(IReadOnlyCollection<string> units, CancellationToken stop)
    {
        try
        {
            return await launcher.RunAsync(new Launch("systemctl", ["show", "-p", string.Join(',', Properties), "--", .. units]), Limit, stop: stop);
        }
        catch (LaunchException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static Dictionary<string, string> Values(string block) =>
        block.Split('\n').Select(static l => l.Split('=', 2)).Where(static p => p.Length == 2).ToDictionary(static p => p[0], static p => p[1], StringComparer.Ordinal);

    private static UnitState Of(Dictionary<string, string> values)
    {
        string Text(string name) => values.GetValueOrDefault(name, "");
        int Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        TimeSpan? Since(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var micro) && micro > 0 ? TimeSpan.FromMicroseconds(micro) : null;
        return new UnitState(Text("Id"))
        {
            LoadState = Text("LoadState"),
            ActiveState = Text("ActiveState"),
            SubState = Text("SubState"),
            UnitFileState = Text("UnitFileState"),
            Result = Text("Result"),
            Type = Text("Type"),
            KillMode = Text("KillMode"),
            Restart = Text("Restart"),
            MainPid = Number("MainPID"),
            Restarts = Number("NRestarts"),
            NeedsReload = Text("NeedDaemonReload") == "yes",
            StartLimitInterval = Span(Text("StartLimitIntervalUSec")),
            ChangedAt = Since("StateChangeTimestampMonotonic"),
            LeftActiveAt = Since("ActiveExitTimestampMonotonic"),
            MainEndedAt = Since("ExecMainExitTimestampMonotonic"),
            IsQueued = Text("Job") is not ("" or "0"),
            IsConditionUnmet = Text("ConditionResult") == "no" && Since("ConditionTimestampMonotonic") is not null,
        };
    }

    // 10s, 1min 30s, 5min, 500ms, 0, infinity
    internal static TimeSpan Span(string text)
    {
        var total = TimeSpan.Zero;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var unit = part.TrimStart("0123456789.".ToCharArray());
            if (!double.TryParse(part.AsSpan(0, part.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return TimeSpan.MaxValue;
            total += unit switch
            {
                "us" => TimeSpan.FromMicroseconds(number),
                "ms" => TimeSpan.FromMilliseconds(number),
                "min" => TimeSpan.FromMinutes(number),
                "h" => TimeSpan.FromHours(number),
                "d" => TimeSpan.FromDays(number),
                "w" => TimeSpan.FromDays(7 * number),
                _ => TimeSpan.FromSeconds(number),
            };
        }

        return total;
    }
}
