namespace KuPkg.Policy.Model;

/// <summary>A file told apart from one that took its name, as a package manager's new version does.</summary>
/// <param name="Device">The device, major and minor number in one.</param>
/// <param name="Inode">The inode.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <inheritdoc/>
    public override string ToString() => $"inode {Inode}";
}
