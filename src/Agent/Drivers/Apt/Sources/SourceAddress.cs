namespace KuPkg.Agent.Drivers.Apt.Sources;

/// <summary>A repository's address as a source file names it, and where in the file it stands.</summary>
/// <param name="Text">As written, quotes taken off. It may hold a password.</param>
/// <param name="Offset">Its first character in the text of the file.</param>
internal sealed record SourceAddress(string Text, int Offset)
{
    /// <summary>Who fetches it.</summary>
    public SourceTransport Transport { get; } = TransportOf(Text);

    /// <summary>The file that a <c>mirror+file:</c> address names; null for any other.</summary>
    public string? MirrorList => Transport == SourceTransport.MirrorList ? PathIn(Text["mirror+file:".Length..]) : null;

    /// <summary>The directory that a <c>file:</c> address names; null for any other.</summary>
    public string? Directory => Text.StartsWith("file:", StringComparison.Ordinal) ? PathIn(Text["file:".Length..]) : null;

    // apt compares schemes as they are written: it looks for a method of that name.
    private static SourceTransport TransportOf(string text) => text.Split(':', 2)[0] switch
    {
        "http" => SourceTransport.Http,
        "https" => SourceTransport.Https,
        "mirror+file" => SourceTransport.MirrorList,
        "file" => SourceTransport.File,
        _ => SourceTransport.Other,
    };

    // file:/srv, file:///srv
    private static string PathIn(string rest) => rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
}

/// <summary>By which way a source is fetched.</summary>
internal enum SourceTransport
{
    /// <summary>Plain HTTP: through the gateway.</summary>
    Http,

    /// <summary>HTTP over TLS: through the gateway, which speaks TLS.</summary>
    Https,

    /// <summary>A list of mirrors in a file of the host: its http entries go through the gateway.</summary>
    MirrorList,

    /// <summary>A directory of this host.</summary>
    File,

    /// <summary>All else (<c>cdrom:</c>, <c>copy:</c>, <c>tor+http:</c>, <c>mirror+http:</c>, <c>ssh:</c>, …): left to apt.</summary>
    Other,
}
