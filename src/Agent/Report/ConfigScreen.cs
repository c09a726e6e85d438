using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;

namespace KuPkg.Agent.Report;

/// <summary>The configuration for people.</summary>
internal static class ConfigScreen
{
    /// <summary><c>kupkg config check</c>.</summary>
    public static void Checked(TextWriter writer, ConfigState state, ContractSet contracts)
    {
        if (state is ConfigState.Loaded loaded)
        {
            var keys = loaded.Merged is { } merged ? merged.Values.Count + merged.Alternates.Count : 0;
            writer.WriteLine($"OK: {Human.Count(keys, "key")} given; the rest are defaults     kupkg config show");
        }
        else
        {
            NotUsed(writer, state);
        }

        if (contracts.Mistakes.Count > 0)
            Contracts(writer, contracts);
        else if (contracts.Contracts.Count > 0)
            writer.WriteLine($"OK: {Human.Count(contracts.Contracts.Count, "contract")}     kupkg check --list");
    }

    /// <summary>Contracts that cannot be used.</summary>
    public static void Contracts(TextWriter writer, ContractSet contracts)
    {
        writer.WriteLine($"cannot use the contracts: {Human.Count(contracts.Mistakes.Count, "mistake")}");
        foreach (var mistake in contracts.Mistakes)
            writer.WriteLine($"  {mistake}");
    }

    /// <summary><c>kupkg config show</c>.</summary>
    public static void Shown(TextWriter writer, ConfigState state)
    {
        if (state is not ConfigState.Loaded loaded)
        {
            NotUsed(writer, state);
            return;
        }

        foreach (var line in ConfigLines.Of(loaded))
        {
            var text = $"{line.Key} = {line.Value ?? "(none)"}";
            var replaced = line.Replaces.Count > 0 ? $", replaces {string.Join(", ", line.Replaces)}" : "";
            writer.WriteLine($"{text,-48}  {line.Origin}{replaced}");
        }
    }

    /// <summary>A configuration that is not there, or not in force.</summary>
    public static void NotUsed(TextWriter writer, ConfigState state)
    {
        switch (state)
        {
            case ConfigState.Quarantined quarantined:
                writer.WriteLine($"there is no {quarantined.File}, so this host is quarantined: nothing is done here.     kupkg release");
                break;
            case ConfigState.Unreadable unreadable:
                writer.WriteLine($"{unreadable.File} may not be read by this user.     sudo kupkg config check");
                break;
            case ConfigState.Refused refused:
                writer.WriteLine($"cannot use {refused.File}: {Human.Count(refused.Mistakes.Count, "mistake")}");
                foreach (var mistake in refused.Mistakes)
                    writer.WriteLine($"  {mistake}");
                break;
            default:
                throw new ArgumentException($"a state that is in force: {state}", nameof(state));
        }
    }
}
