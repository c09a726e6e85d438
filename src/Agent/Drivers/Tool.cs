using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers;

/// <summary>One command of a package manager that Runs is to start and watch.</summary>
/// <param name="Name">As the operator knows it: <c>refresh</c>, <c>download</c>, <c>install</c>, <c>dpkg --configure -a</c>.</param>
/// <param name="Phase">What it does.</param>
/// <param name="Launch">How to start it; its output path is set.</param>
internal sealed record Tool(string Name, Phase Phase, Launch Launch)
{
    /// <summary>The file to which the tool writes its machine-readable status; null: none.</summary>
    public string? StatusPath { get; init; }

    /// <summary>Directories whose files grow while it fetches.</summary>
    public IReadOnlyList<string> GrowingDirectories { get; init; } = [];

    /// <summary>Whether a gateway of KuPkg's own fetches for it, and answers for mirrors that are slow or silent.</summary>
    public bool IsBehindGateway { get; init; }

    public string OutputPath => Launch.OutputPath ?? throw new InvalidOperationException($"{Name}: a watched tool needs an output file");
}

/// <summary>A tool that has ended.</summary>
/// <param name="Tool">Which.</param>
/// <param name="Status">How.</param>
/// <param name="WasKilled">Whether KuPkg ended it, or a part of it.</param>
internal sealed record ToolEnd(Tool Tool, ExitStatus Status, bool WasKilled);
