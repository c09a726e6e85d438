namespace KuPkg.Agent.Gateway;

/// <summary>The folder of files that are fetched ahead: of this gateway alone, and empty when it is not used.</summary>
internal static class SpoolFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it, or takes over one that an earlier gateway left: nobody else can read it, and nothing is in it.</summary>
    /// <exception cref="IOException">It is a link, or cannot be made or emptied.</exception>
    public static void Prepare(string folder)
    {
        var made = Directory.CreateDirectory(folder, OwnerOnly);
        if (made.LinkTarget is not null)
            throw new IOException($"The gateway cannot keep files in {folder}: it is a link to {made.LinkTarget}. Remove it; KuPkg makes a folder of its own there.");
        File.SetUnixFileMode(folder, OwnerOnly);
        Empty(folder);
    }

    /// <summary>Removes what is in it. Links are removed, not followed.</summary>
    public static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
                inner.Delete(recursive: true);
            else
                entry.Delete();
        }
    }
}
