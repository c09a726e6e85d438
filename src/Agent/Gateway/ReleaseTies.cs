using System.Collections.Concurrent;
using System.Security.Cryptography;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>Which mirror served a release in this refresh, so that its indexes come from there, or from one that has the very same release. Thread-safe.</summary>
internal sealed class ReleaseTies
{
    private readonly ConcurrentDictionary<string, Tie> _ties = new();

    /// <param name="File">The Release or InRelease that was served.</param>
    /// <param name="Mirror">Who served it.</param>
    /// <param name="Hash">SHA-256 of its bytes; null: it was not changed since <paramref name="Since"/>.</param>
    /// <param name="Since">The client's If-Modified-Since; null: it had none.</param>
    public sealed record Tie(FileRequest File, Mirror Mirror, byte[]? Hash, string? Since)
    {
        /// <summary>Mirrors that were compared: whether they have the same release.</summary>
        public ConcurrentDictionary<Mirror, bool> Compared { get; } = new();
    }

    public void Forget() => _ties.Clear();

    public void Set(FileRequest file, Mirror mirror, ReadOnlySpan<byte> body, bool isUnchanged) =>
        _ties[Key(file.Group, file.Nature.Suite!)] = new Tie(file, mirror, isUnchanged ? null : SHA256.HashData(body), isUnchanged ? file.IfModifiedSince : null);

    /// <summary>The tie of the release to which a file belongs; null: none, or the file is the release itself.</summary>
    public Tie? Of(FileRequest file)
    {
        if (_ties.IsEmpty || file.Path.EndsWith("/InRelease", StringComparison.Ordinal) || file.Path.EndsWith("/Release", StringComparison.Ordinal))
            return null;
        var path = Uri.UnescapeDataString(file.Path);
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (_ties.TryGetValue(Key(file.Group, path[..(slash + 1)]), out var tie))
                return tie;
        }

        return null;
    }

    private static string Key(MirrorGroup group, string suite) => group.Name + "\n" + suite;
}
