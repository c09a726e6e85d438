using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch;

/// <summary>The longest silence of each package's script after which it went on by itself: what the next run may be patient for. Not thread-safe.</summary>
internal sealed class Silences(RoleOf roles)
{
    private readonly Dictionary<string, TimeSpan> _longest = new(StringComparer.Ordinal);
    private readonly List<string> _packages = [];
    private string[] _silentPackages = [];
    private TimeSpan _silent;

    public IReadOnlyDictionary<string, TimeSpan> Longest => _longest;

    /// <summary>The packages whose scripts were there in the last sample.</summary>
    public IReadOnlyList<string> Packages => _packages;

    /// <summary>Looks at who is there, before the sample is judged.</summary>
    public void Meet(TreeSample sample)
    {
        // Who was silent is known only from before: a script that ends its silence may be gone with it.
        _silentPackages = [.. _packages];
        _packages.Clear();
        foreach (var process in sample.Processes)
        {
            if (roles(process) is { Kind: RoleKind.Script, Package: { } package } && !_packages.Contains(package))
                _packages.Add(package);
        }
    }

    /// <summary>Notes how long nothing had moved, after the sample was judged.</summary>
    public void Note(TimeSpan silent)
    {
        if (silent < _silent)
        {
            foreach (var package in _silentPackages)
            {
                if (_silent > _longest.GetValueOrDefault(package))
                    _longest[package] = _silent;
            }
        }

        _silent = silent;
    }

    /// <summary>The silence was ended by a kill: it counts for nothing.</summary>
    public void Forget() => _silent = TimeSpan.Zero;
}
