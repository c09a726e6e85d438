using System.Text;

namespace KuPkg.Agent.Locks;

/// <summary>
/// The kernel's table of all locks. It hands out a page at a time, and finds its place again by counting: while other locks come and go between two
/// pages a line can be missed. A table that does not fit one page is therefore read twice, and what either look saw counts.
/// </summary>
/// <param name="path">The table.</param>
internal sealed class LockTable(string path)
{
    private const int ReadBytes = 64 * 1024;

    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<LockLine> Read()
    {
        var (first, wasWhole) = Look();
        return wasWhole ? first : [.. first.Union(Look().Lines)];
    }

    private (IReadOnlyList<LockLine> Lines, bool WasWhole) Look()
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var text = new MemoryStream();
        var buffer = new byte[ReadBytes];
        var reads = 0;
        for (int length; (length = RandomAccess.Read(file, buffer, text.Length)) > 0; reads++)
            text.Write(buffer, 0, length);
        var lines = Encoding.ASCII.GetString(text.GetBuffer(), 0, (int)text.Length).Split('\n');
        return ([.. lines.Select(LockLine.Parse).OfType<LockLine>()], reads <= 1);
    }
}
