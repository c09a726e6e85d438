using KuPkg.Agent.Drivers.Apt.Sources;

namespace KuPkg.Agent.Drivers.Apt.Fronting;

/// <summary>Which mirrors hold the same files: what the host's sources name, with the alternates of <c>[mirrors]</c>.</summary>
internal sealed class GroupBuilder
{
    private readonly List<GroupDraft> _drafts = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _warnings = [];

    private GroupBuilder()
    {
    }

    /// <summary>The groups, each with at least one address that is served.</summary>
    public IReadOnlyList<GroupDraft> Drafts => _drafts;

    /// <summary>What stays with apt.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Alternates that are of no use.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <param name="addresses">The addresses of the host's sources.</param>
    /// <param name="readList">Reads the mirror list of a <c>mirror+file:</c> source; null: it cannot be read.</param>
    /// <param name="alternates">From <c>[mirrors]</c>.</param>
    public static GroupBuilder Build(
        IReadOnlyList<SourceAddress> addresses, Func<string, string?> readList, IReadOnlyDictionary<string, IReadOnlyList<string>> alternates)
    {
        var builder = new GroupBuilder();

        // Such a list is fetched by apt, and may name any host: a proxy setting for one of them would catch what the gateway does not serve.
        if (addresses.FirstOrDefault(static a => a.Transport == SourceTransport.Other && a.Text.StartsWith("mirror", StringComparison.Ordinal)) is { } list)
        {
            builder._notes.Add($"the gateway is not used: {Redaction.Of(list.Text)} is a list of mirrors that only apt can read");
            return builder;
        }

        // https first: where a host names both, the safer way is the better one.
        foreach (var address in addresses.OrderBy(static a => a.Transport != SourceTransport.Https))
            builder.Add(address, readList);
        foreach (var (address, mirrors) in alternates)
            builder.AddAlternates(address, mirrors);
        return builder;
    }

    private void Add(SourceAddress address, Func<string, string?> readList)
    {
        if (address.Transport is SourceTransport.Http or SourceTransport.Https)
            Serve(Redaction.Of(address.Text), [address.Text]);
        else if (address.MirrorList is { } path)
            AddList(address.Text, readList(path));
    }

    private void AddList(string name, string? text)
    {
        if (text is null)
        {
            _notes.Add($"{name} is left to apt: its list could not be read");
            return;
        }

        var (forAll, forSome) = MirrorList.Read(text);
        if (forAll.Count > 0)
            Serve(name, forAll);
        foreach (var mirror in forSome)
            Serve(name, [mirror]);
    }

    private void Serve(string name, IReadOnlyList<string> addresses)
    {
        var draft = new GroupDraft(name);
        foreach (var address in addresses)
        {
            if (!draft.TryServe(address))
                _notes.Add($"{Redaction.Of(address)} is left to apt: the gateway is no proxy for such an address");
        }

        if (draft.ServedAs.Count == 0)
            return;
        if (_drafts.FirstOrDefault(d => d.ServedAs.Any(draft.ServedAs.Contains)) is { } known)
            known.Take(draft);
        else
            _drafts.Add(draft);
    }

    private void AddAlternates(string address, IReadOnlyList<string> mirrors)
    {
        if (GroupDraft.Plain(address) is not { } served || _drafts.FirstOrDefault(d => d.ServedAs.Contains(served)) is not { } draft)
        {
            _warnings.Add($"[mirrors] has alternates for {Redaction.Of(address)}, which no source of this host names, so they are not used; compare with the addresses in /etc/apt/sources.list and sources.list.d");
            return;
        }

        foreach (var mirror in mirrors)
            draft.TryAdd(mirror);
    }
}
