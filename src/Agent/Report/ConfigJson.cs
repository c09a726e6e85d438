using System.Text.Json;
using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;

namespace KuPkg.Agent.Report;

/// <summary>The documents of <c>kupkg config check --json</c> and <c>show --json</c>.</summary>
internal static class ConfigJson
{
    /// <summary><c>check</c>.</summary>
    public static void Checked(TextWriter writer, ConfigState state, ContractSet contracts)
    {
        var head = Head(state);
        Write(writer, contracts.Mistakes.Count == 0 ? head : head with { State = "refused", Mistakes = [.. head.Mistakes, .. contracts.Mistakes.Select(Row)] });
    }

    /// <summary><c>show</c>.</summary>
    public static void Shown(TextWriter writer, ConfigState state) => Write(writer, Head(state) with
    {
        Settings = state is ConfigState.Loaded loaded ? [.. ConfigLines.Of(loaded)] : [],
    });

    private static ConfigDocument Head(ConfigState state) => state switch
    {
        ConfigState.Refused refused => new("refused", [.. refused.Mistakes.Select(Row)]),
        ConfigState.Quarantined => new("quarantined", []),
        ConfigState.Unreadable => new("unreadable", []),
        _ => new("ok", []),
    };

    private static MistakeRow Row(ConfigMistake mistake) => new(mistake.File, mistake.Line, mistake.Column, mistake.Text);

    private static void Write(TextWriter writer, ConfigDocument document) => writer.WriteLine(JsonSerializer.Serialize(document, Json.Indented.ConfigDocument));
}

/// <summary>The whole document.</summary>
internal sealed record ConfigDocument(string State, IReadOnlyList<MistakeRow> Mistakes)
{
    public IReadOnlyList<ConfigLine> Settings { get; init; } = [];
}

/// <summary>One mistake.</summary>
internal sealed record MistakeRow(string File, int? Line, int? Column, string Text);
