using KuPkg.Policy.Settings;
using KuPkg.Toml;

namespace KuPkg.Agent.Config.Contracts;

/// <summary>Reads the contracts of one file.</summary>
internal sealed class ContractReader(string file, List<ConfigMistake> mistakes)
{
    private const string Services = "service", Process = "process", Checks = "check", Packages = "packages";

    private Dictionary<string, TomlPosition> _positions = [];

    /// <summary>Reads them.</summary>
    /// <param name="root">What the file holds.</param>
    /// <returns>Those that could be read; what was wrong is among the mistakes.</returns>
    public IEnumerable<PlacedContract> Read(TomlTable root)
    {
        foreach (var entry in root.Entries)
        {
            if (entry.Key != Services || entry.Value is not TomlTable services)
            {
                Wrong(entry.KeyPosition, $"\"{entry.Key}\" is no contract; a contract begins with a line [service.NAME]");
                continue;
            }

            foreach (var service in services.Entries)
            {
                if (!service.Key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@'))
                    Wrong(service.KeyPosition, $"service \"{service.Key}\": a name has letters, digits, dots, hyphens, underscores and @");
                else if (service.Value is TomlTable table)
                    yield return Placed(service, table);
                else
                    Wrong(service.Value.Position, $"[service.{service.Key}] is a section, not a value; write its keys below a line [service.{service.Key}]");
            }
        }
    }

    private PlacedContract Placed(TomlEntry service, TomlTable table)
    {
        _positions = new Dictionary<string, TomlPosition>(StringComparer.Ordinal);
        return new PlacedContract(file, service.KeyPosition, One(service, table)) { Positions = _positions };
    }

    private ServiceContract One(TomlEntry service, TomlTable table)
    {
        var contract = new ServiceContract { Name = service.Key, Packages = [] };
        var checks = new List<ServiceCheck>();
        foreach (var entry in table.Entries)
        {
            contract = entry.Key switch
            {
                Process when entry.Value is TomlTable process => Apply(contract, process, ContractFields.Process, $"service.{service.Key}.{Process}", $"{Process}."),
                Process => Refuse(contract, entry, $"{Process} is a table, such as {{ exe = \"/usr/sbin/food\", user = \"foo\" }}"),
                Checks when entry.Value is TomlArray array => contract with { Checks = [.. contract.Checks, .. ChecksOf(service.Key, array)] },
                Checks => Refuse(contract, entry, $"a check is written below a line [[service.{service.Key}.{Checks}]]"),
                _ => Apply(contract, entry, ContractFields.Service, $"service.{service.Key}", "", [Process, Checks]),
            };
        }

        if (contract.Packages.Count == 0 && table.TryGet(Packages, out var given) is var isGiven && (!isGiven || given!.Value is TomlArray { Items.Count: 0 }))
            Wrong(given?.Value.Position ?? service.KeyPosition, $"service.{service.Key} names no packages, so that no upgrade would ever touch it:     packages = [\"{service.Key}\"]");
        return contract;
    }

    private IEnumerable<ServiceCheck> ChecksOf(string service, TomlArray array)
    {
        var nr = 0;
        foreach (var item in array.Items)
        {
            nr++;
            if (item is not TomlTable table)
            {
                Wrong(item.Position, $"a check is a table, written below a line [[service.{service}.{Checks}]]");
                continue;
            }

            var before = mistakes.Count;
            var draft = Apply(new CheckDraft(), table, ContractFields.Check, $"service.{service}.{Checks}", $"{Checks}.{nr}.");
            if (mistakes.Count > before)
                continue;
            if (draft.Contradiction() is { } why)
                Wrong(item.Position, $"service.{service}.{Checks}: {why}");
            else
                yield return draft.Build();
        }
    }

    private T Apply<T>(T target, TomlTable table, IReadOnlyList<ContractField<T>> fields, string section, string place)
    {
        foreach (var entry in table.Entries)
            target = Apply(target, entry, fields, section, place, []);
        return target;
    }

    private T Apply<T>(T target, TomlEntry entry, IReadOnlyList<ContractField<T>> fields, string section, string place, IReadOnlyList<string> more)
    {
        if (fields.FirstOrDefault(f => f.Name == entry.Key) is not { } field)
        {
            Wrong(entry.KeyPosition, $"unknown key \"{entry.Key}\" in [{section}]; {Suggestion.For(entry.Key, fields.Select(static f => f.Name).Concat(more))}");
            return target;
        }

        _positions[$"{place}{entry.Key}"] = entry.Value.Position;
        var (applied, mistake) = field.Apply(target, entry.Value);
        if (mistake.Length > 0)
            Wrong(entry.Value.Position, $"{section}.{entry.Key}: {mistake}");
        return applied;
    }

    private ServiceContract Refuse(ServiceContract contract, TomlEntry entry, string why)
    {
        Wrong(entry.Value.Position, $"service.{contract.Name}.{entry.Key}: {why}");
        return contract;
    }

    private void Wrong(TomlPosition position, string text) => mistakes.Add(new ConfigMistake(file, position, text));
}
