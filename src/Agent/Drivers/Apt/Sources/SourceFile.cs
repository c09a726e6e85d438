namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>A file of sources, as apt 2.6 reads it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">All of it; each character is one byte of the file, so that nothing is lost that is not understood.</param>
/// <param name="Entries">The sources that are in use, in order. What apt would refuse is left out: apt itself tells of it.</param>
internal sealed record SourceFile(string Path, string Text, IReadOnlyList<SourceEntry> Entries)
{
    /// <summary>Every address in use.</summary>
    public IEnumerable<SourceAddress> Addresses => Entries.SelectMany(static e => e.Addresses);

    /// <summary>Reads a file; its form is that of its name.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SourceFile Read(string path) => Parse(path, File.ReadAllText(path, System.Text.Encoding.Latin1));

    /// <summary>Reads the text of a file.</summary>
    public static SourceFile Parse(string path, string text) =>
        new(path, text, path.EndsWith(".sources", StringComparison.Ordinal) ? StanzaReader.Read(text) : LineReader.Read(text));

    /// <summary>The text with http in place of https in each address in use, and not a character changed besides.</summary>
    public string WithPlainHttp()
    {
        var changed = new System.Text.StringBuilder(Text);

        // From the end, so that what is yet to be changed stays where it is.
        foreach (var address in Addresses.Where(static a => a.Transport == SourceTransport.Https).OrderByDescending(static a => a.Offset))
            changed.Remove(address.Offset + "http".Length, 1);
        return changed.ToString();
    }
}
