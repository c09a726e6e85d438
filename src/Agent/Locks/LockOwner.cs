using KuPkg.Policy.Locks;

namespace KuPkg.Agent.Locks;

/// <summary>The holders of a package manager's locks, each once, with the locks that it holds.</summary>
/// <param name="Holder">Who.</param>
/// <param name="Paths">Which, in the order asked for.</param>
internal sealed record LockOwner(Holder Holder, IReadOnlyList<string> Paths)
{
    /// <summary>Finds them.</summary>
    /// <param name="locks">The kernel's locks.</param>
    /// <param name="paths">Locks of fcntl(2).</param>
    /// <param name="flockPath">A lock of flock(2); null: none.</param>
    /// <exception cref="IOException">The kernel's table or a file cannot be looked at.</exception>
    public static List<LockOwner> Find(KernelLocks locks, IReadOnlyList<string> paths, string? flockPath)
    {
        var held = locks.Find(paths).Where(h => h is { IsWaiting: false, Kind: not LockKind.Flock })
            .Concat(flockPath is null ? [] : locks.FindFlock(flockPath)).Where(h => h.Pid != Environment.ProcessId);
        var owners = new List<LockOwner>();
        foreach (var one in held)
        {
            if (HolderReader.Of(one) is not { } holder)
                continue;
            var same = owners.FindIndex(o => o.Holder.Kind == holder.Kind && o.Holder.Top == holder.Top);
            if (same < 0)
                owners.Add(new LockOwner(holder, [one.Path]));
            else if (!owners[same].Paths.Contains(one.Path))
                owners[same] = owners[same] with { Paths = [.. owners[same].Paths, one.Path] };
        }

        return owners;
    }
}
