using System.Collections.Concurrent;
using System.Collections.Immutable;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>What is remembered of single files in this run: who served them, who served them wrongly. Thread-safe.</summary>
internal sealed class FileNotes
{
    private readonly ConcurrentDictionary<string, Note> _notes = new();

    /// <param name="Wrong">Mirrors whose file was found to be wrong.</param>
    /// <param name="IsUnspliced">All of it must come from one mirror.</param>
    /// <param name="ServedBy">Who served it last.</param>
    public sealed record Note(ImmutableHashSet<Mirror> Wrong, bool IsUnspliced, ImmutableHashSet<Mirror> ServedBy)
    {
        public static Note None { get; } = new([], IsUnspliced: false, []);
    }

    public Note Of(FileRequest file) => _notes.GetValueOrDefault(file.Key) ?? Note.None;

    public void Served(FileRequest file, ImmutableHashSet<Mirror> by) => Change(file, n => n with { ServedBy = by });

    /// <summary>The hash is wrong. From one mirror: it is its fault. From several: nobody knows whose.</summary>
    public void HashIsWrong(FileRequest file, ImmutableHashSet<Mirror> by) =>
        Change(file, n => n with { IsUnspliced = true, Wrong = by.Count == 1 ? n.Wrong.Union(by) : n.Wrong });

    public void MustNotBeSpliced(FileRequest file) => Change(file, n => n with { IsUnspliced = true });

    /// <summary>The package manager found it wrong. Its word counts against all who took part, but never against the last mirror that is left.</summary>
    /// <returns>Who served it.</returns>
    public ImmutableHashSet<Mirror> Distrust(FileRequest file)
    {
        var by = Of(file).ServedBy;
        Change(file, n =>
        {
            var wrong = n.Wrong.Union(n.ServedBy);
            return n with { IsUnspliced = true, Wrong = wrong.IsSupersetOf(file.Group.Mirrors) ? [] : wrong };
        });
        return by;
    }

    /// <summary>Files that may change are new ones after a refresh began.</summary>
    public void BeginRefresh()
    {
        foreach (var key in _notes.Keys.Where(k => !FileNature.Of(k[(k.IndexOf('\n', StringComparison.Ordinal) + 1)..]).IsImmutable))
            _notes.TryRemove(key, out _);
    }

    private void Change(FileRequest file, Func<Note, Note> change) =>
        _notes.AddOrUpdate(file.Key, _ => change(Note.None), (_, note) => change(note));
}
