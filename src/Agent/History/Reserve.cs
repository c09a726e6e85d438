namespace KuPkg.Agent.History;

/// <summary>A small file that is given up when the disk is full, so that the end of a run can still be written.</summary>
internal sealed class Reserve(string path)
{
    private const int Bytes = 256 * 1024;

    /// <summary>Sets the room aside; on a disk that is full already there is none, and runs still go on as far as they can.</summary>
    public void Refill()
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: >= Bytes }) return;
            // Written, not only sized: a hole takes no room.
            File.WriteAllBytes(path, Enumerable.Repeat((byte)'.', Bytes).ToArray());
        }
        catch (IOException)
        {
            GiveUp();
        }
    }

    /// <summary>Frees the room.</summary>
    /// <returns>Whether there was any.</returns>
    public bool GiveUp()
    {
        if (!File.Exists(path)) return false;
        File.Delete(path);
        return true;
    }
}
