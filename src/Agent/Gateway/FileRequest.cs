using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>A file that is asked for, by a client or ahead of it.</summary>
/// <param name="Group">The group that has it.</param>
/// <param name="Path">Below the base address, escaped as it was asked for.</param>
internal sealed record FileRequest(MirrorGroup Group, string Path)
{
    /// <summary>What its name says.</summary>
    public FileNature Nature { get; } = FileNature.Of(Uri.UnescapeDataString(Path));

    /// <summary>The same file has the same key.</summary>
    public string Key => Group.Name + "\n" + Uri.UnescapeDataString(Path);

    public bool IsHead { get; init; }

    /// <summary>Whether a client waits for it.</summary>
    public bool IsUrgent { get; init; } = true;

    /// <summary>Null: not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>As <see cref="ExpectedFile.Hash"/>.</summary>
    public string? Hash { get; init; }

    /// <summary>The client has the bytes before this one. 0: none.</summary>
    public long From { get; init; }

    /// <summary>The client's If-Range; null: none.</summary>
    public string? IfRange { get; init; }

    /// <summary>The client's If-Modified-Since; null: none.</summary>
    public string? IfModifiedSince { get; init; }
}
