using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>Where a child's output goes: one file, or two pipes that are captured. Disposing closes the child's ends.</summary>
internal sealed class ChildOutput : IDisposable
{
    private const int SaidBytes = 1024;

    private readonly string? _path;
    private readonly long _begin;

    private ChildOutput(SafeFileHandle output, SafeFileHandle error, IReadOnlyList<Capture> captures, string? path)
    {
        (Output, Error, Captures, _path) = (output, error, captures, path);
        _begin = path is null ? 0 : RandomAccess.GetLength(output);
    }

    /// <summary>The end that becomes standard output.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>The end that becomes standard error.</summary>
    public SafeFileHandle Error { get; }

    /// <summary>The captures of standard output and error, in this order; empty for a file.</summary>
    public IReadOnlyList<Capture> Captures { get; }

    /// <exception cref="System.ComponentModel.Win32Exception">The file cannot be opened.</exception>
    public static ChildOutput ToFile(string path)
    {
        var file = Libc.OpenAppending(path);
        return new ChildOutput(file, file, [], path);
    }

    /// <exception cref="System.ComponentModel.Win32Exception">Too many files are open.</exception>
    public static ChildOutput Captured(int mostBytes)
    {
        var (output, error) = (Libc.Pipe(), Libc.Pipe());
        return new ChildOutput(output.Writing, error.Writing, [new Capture(output.Reading, mostBytes), new Capture(error.Reading, mostBytes)], null);
    }

    /// <summary>The first of what a child said that has ended and is not watched, on one line.</summary>
    public string Said()
    {
        foreach (var capture in Captures)
            capture.Drain();
        var text = _path is null ? string.Concat(Captures.Select(static c => c.Text)) : ReadFile(_path);
        return string.Join("; ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Ends the captures of a child that is not watched.</summary>
    public void Abandon()
    {
        foreach (var capture in Captures)
            capture.Dispose();
    }

    public void Dispose()
    {
        Output.Dispose();
        Error.Dispose();
    }

    private string ReadFile(string path)
    {
        using var file = Libc.OpenReading(path);
        Span<byte> buffer = stackalloc byte[SaidBytes];
        return Encoding.UTF8.GetString(buffer[..RandomAccess.Read(file, buffer, _begin)]);
    }
}
