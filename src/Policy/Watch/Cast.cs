namespace KuPkg.Policy.Watch;

/// <summary>Who plays which part in one sample: asked once, used by every rule.</summary>
/// <param name="Kinds">The role of each process, in the sample's order.</param>
/// <param name="IsFetching">Fetchers are there and nothing is being installed, so bytes are what counts.</param>
internal readonly record struct Cast(IReadOnlyList<RoleKind> Kinds, bool IsFetching)
{
    public static Cast Of(TreeSample sample, RoleOf roles)
    {
        var kinds = new RoleKind[sample.Processes.Count];
        bool fetches = false, installs = false;
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = roles(sample.Processes[i]).Kind;
            fetches |= kinds[i] == RoleKind.Fetcher && sample.Processes[i].State != 'Z';
            installs |= kinds[i] is RoleKind.Installer or RoleKind.Script;
        }

        return new Cast(kinds, fetches && !installs);
    }
}
