using System.CommandLine;
using KuPkg.Policy.Rehearsals;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg rehearse</c>.</summary>
internal static class RehearseCommand
{
    public const string Name = "rehearse";

    public static Command Make()
    {
        var faults = new Option<string[]>("--fault")
        {
            Description = "again for each; all: every one (usual: stall and hang)\n" + string.Join('\n', RehearsalFaults.All.Select(static f => f.Word()).Chunk(5).Select(static c => string.Join(", ", c))),
            HelpName = "F",
        };
        faults.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static t => t.Value != "all" && RehearsalFaults.Find(t.Value) is null))
                result.AddError($"--fault {token.Value}: there is {string.Join(", ", RehearsalFaults.All.Select(static f => f.Word()))}, all");
        });
        var manager = new Option<string>("--manager") { Description = "the package manager: apt", HelpName = "M" };
        manager.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: not "apt" } token])
                result.AddError($"--manager {token.Value}: this version rehearses apt");
        });
        var real = new Option<bool>("--real-limits") { Description = "keep the host's own limits; takes much longer" };
        var inside = new Option<bool>("--inside") { Hidden = true };
        var command = new Command(Name, "See what your policy does about a fault, before it comes.") { faults, manager, real, inside };
        command.SetAction((arguments, _) =>
        {
            var words = arguments.GetValue(faults) ?? [];
            IReadOnlyList<RehearsalFault> asked = words.Length == 0 ? RehearsalFaults.Usual
                : words.Contains("all") ? RehearsalFaults.All
                : [.. words.Select(static w => RehearsalFaults.Find(w)!.Value).Distinct()];
            var request = new RehearsalRequest(GlobalOptions.Paths(arguments), arguments.GetValue(GlobalOptions.Config) is not null, asked, arguments.GetValue(real));
            return arguments.GetValue(inside) ? RehearseWiring.InsideAsync(request) : RehearseWiring.RunAsync(request, arguments.GetValue(GlobalOptions.Json));
        });
        return command;
    }
}
