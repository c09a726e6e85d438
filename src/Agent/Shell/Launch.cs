namespace KuPkg.Agent.Shell;

/// <summary>
/// All that is needed to start one child: no shell, no inheritance by accident. Immutable.
/// The child gets its own session, default signal dispositions, an empty signal mask, and no standard input but a file.
/// </summary>
/// <param name="Program">A name looked up in the standard system PATH, or an absolute path.</param>
/// <param name="Arguments">The arguments after argv[0].</param>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The complete environment of the child.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ChildEnvironment.Minimal;

    /// <summary>Default: <c>/</c>.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Standard output and error go to this file, append only. Null: they are captured, see <see cref="ILauncher.RunAsync"/>.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The file that it reads as standard input; null: /dev/null.</summary>
    public string? InputPath { get; init; }

    /// <summary>More files that the child finds open for appending, by descriptor number (3 and above).</summary>
    public IReadOnlyDictionary<int, string> Descriptors { get; init; } = new Dictionary<int, string>();

    /// <summary>The systemd scope to run in, such as <c>kupkg-run-12-install.scope</c>; null, or where systemd does not run: the process tree alone.</summary>
    public string? Scope { get; init; }

    /// <summary>A directory to change root to; null or <c>/</c>: none.</summary>
    public string? Root { get; init; }

    /// <summary>The command as a person would type it, for logs. Nothing secret is ever passed in arguments.</summary>
    public string Display => string.Join(' ', [Program, .. Arguments]);
}
