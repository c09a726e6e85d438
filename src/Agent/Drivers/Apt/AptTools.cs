using KuPkg.Agent.Shell;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Builds the watched commands of a run: each attempt has files and a scope of its own.</summary>
internal sealed class AptTools(AptPaths paths)
{
    private const int StatusDescriptor = 3;

    /// <summary>A command that only reads or fetches. No scope: it must cost nothing, and is stopped without harm.</summary>
    public Tool Light(RunFolder folder, string name, Phase phase, string program, IReadOnlyList<string> arguments)
    {
        var stem = folder.NextStem(name);
        return new Tool(name, phase, Launch(folder, stem, new RunMark(folder.RunId, name, phase), program, arguments));
    }

    /// <summary>A command that changes the host: with a scope, and a status file behind descriptor 3.</summary>
    public Tool Changing(RunFolder folder, string name, string slug, Phase phase, string program, IReadOnlyList<string> arguments)
    {
        var stem = folder.NextStem(slug);
        var status = folder.File($"{stem}.status");
        var launch = Launch(folder, stem, new RunMark(folder.RunId, name, phase), program, arguments) with
        {
            Scope = $"kupkg-run-{folder.RunId}-{stem}.scope",
            Descriptors = new Dictionary<int, string> { [StatusDescriptor] = status },
        };
        return new Tool(name, phase, launch) { StatusPath = status };
    }

    private Launch Launch(RunFolder folder, string stem, RunMark mark, string program, IReadOnlyList<string> arguments) =>
        new(program, arguments)
        {
            Environment = AptEnvironment.ForRun(mark),
            OutputPath = folder.File($"{stem}.out"),
            Root = paths.Root,
        };
}
