using System.Text.Json;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Report;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Simulate.Rehearsal;
using KuPkg.Policy.Rehearsals;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>What is to be rehearsed.</summary>
/// <param name="Paths">On which host.</param>
/// <param name="IsConfigGiven">Whether another configuration than the host's was named.</param>
/// <param name="Faults">What goes wrong; one rehearsal each.</param>
/// <param name="IsReal">Whether the host's own limits hold.</param>
internal sealed record RehearsalRequest(HostPaths Paths, bool IsConfigGiven, IReadOnlyList<RehearsalFault> Faults, bool IsReal);

/// <summary>Starts each rehearsal in namespaces of its own, in which this same program does it, and prints what they showed.</summary>
internal static class RehearseWiring
{
    // The first process of the namespace: it starts the rehearsal and waits. The runtime could not be it: as such it takes the exits of all children by itself.
    private const string FirstProcess = "setsid";

    private static readonly TimeSpan SettingTheStage = TimeSpan.FromMinutes(3);

    public static async Task<int> RunAsync(RehearsalRequest request, bool isJson)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("kupkg: a rehearsal needs namespaces and mounts of its own, and this is not root. Nothing was done.     sudo kupkg rehearse");
            return Exit.NotPermitted;
        }

        var paths = request.Paths;
        if (!File.Exists(paths.At("usr/bin/apt-get")))
        {
            Console.Error.WriteLine($"kupkg: no package manager that this version knows was found: there is no {paths.At("usr/bin/apt-get")}. Nothing was rehearsed.");
            return Exit.BadConfiguration;
        }

        if (SettingsOf(paths) is not { } settings)
            return Exit.BadConfiguration;
        if (new KernelLocks().Find(new AptPaths(paths).Locks).Any(static h => !h.IsWaiting))
        {
            Console.Error.WriteLine("kupkg: a package manager is at work on this host, and what lies under a rehearsal must stand still. Nothing was rehearsed.     kupkg locks");
            return Exit.Deferred;
        }

        return await RehearseAsync(request, settings, isJson);
    }

    /// <summary>The part of this in the namespaces: enters the throw-away root, rehearses one fault, and prints its document.</summary>
    public static async Task<int> InsideAsync(RehearsalRequest request)
    {
        // Elsewhere the first process is init.
        if (ProcStat.TryRead(1) is not { Name: FirstProcess } || !OuterWorld.IsLeft(Environment.GetEnvironmentVariable(OuterWorld.Variable)))
        {
            Console.Error.WriteLine("kupkg: --inside is how a rehearsal starts itself; it is not for the command line.     kupkg rehearse");
            return Exit.Usage;
        }

        try
        {
            var given = request.IsConfigGiven ? await File.ReadAllTextAsync(request.Paths.ConfigFile) : null;
            // Once the old root is let go of, nothing more can be loaded from it.
            OwnProgram.LoadAll();
            ThrowAwayRoot.Enter(request.Paths, Environment.ProcessPath ?? throw new IOException("/proc/self/exe cannot be read"));
            var inside = new HostPaths("/");
            if (given is not null)
                TakeConfiguration(inside, given);
            // What a hook speaks to lies outside of the throw-away root.
            if (Directory.Exists(inside.HooksDirectory))
                Directory.Delete(inside.HooksDirectory, recursive: true);
            var settings = SettingsOf(inside) ?? throw new IOException("the configuration cannot be used");
            if (!File.Exists(inside.ConfigFile))
                ThrowAwayRoot.Write(inside.ConfigFile, "");
            var time = TimeProvider.System;
            var record = await new Performance(request.Faults[0], settings, request.IsReal, new Launcher(time), time).RunAsync();
            Screens.Print(writer => RehearsalJson.WriteOne(writer, record));
            return Exit.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LaunchException or System.Net.Sockets.SocketException or JsonException)
        {
            Console.Error.WriteLine(e.Message);
            return Exit.Failed;
        }
    }

    private static async Task<int> RehearseAsync(RehearsalRequest request, KuPkgSettings settings, bool isJson)
    {
        using var signals = new StopSignals();
        var launcher = new Launcher(TimeProvider.System, scopeMaker: null);
        var records = new List<RehearsalRecord>();
        try
        {
            foreach (var fault in request.Faults)
            {
                if (!isJson && !Console.IsErrorRedirected)
                    Console.Error.WriteLine($"rehearsing {fault.Word()} in a throw-away root over {request.Paths.Root}; this takes about a minute");
                var record = await OneAsync(request, fault, settings, launcher, signals.Token);
                records.Add(record);
                if (!isJson)
                    Screens.Print(writer => RehearsalScreen.Write(writer, Screens.Output(), record));
            }
        }
        catch (Exception e) when (e is LaunchException or IOException or JsonException)
        {
            Console.Error.WriteLine($"kupkg: the rehearsal could not be held: {e.Message} Nothing of this host was changed.");
            return Exit.Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("kupkg: the rehearsal was broken off. Nothing of this host was changed.");
            return Exit.Failed;
        }

        Screens.Print(writer =>
        {
            if (isJson)
                RehearsalJson.Write(writer, records);
            else
                RehearsalScreen.WriteEnd(writer, Screens.Output(), records);
        });
        return records.TrueForAll(static r => Promise.Broken(r).Count == 0) ? Exit.Done : Exit.Failed;
    }

    private static async Task<RehearsalRecord> OneAsync(RehearsalRequest request, RehearsalFault fault, KuPkgSettings settings, Launcher launcher, CancellationToken stop)
    {
        // When unshare is killed, so is what it started, and with it, as the first process of its namespace, everything else in there.
        List<string> arguments =
        [
            "--mount", "--propagation", "private", "--pid", "--net", "--ipc", "--fork", "--kill-child", "--mount-proc", FirstProcess, "--fork", "--wait",
            Environment.ProcessPath ?? throw new IOException("/proc/self/exe cannot be read; see whether /proc is mounted"),
            RehearseCommand.Name, "--inside", "--fault", fault.Word(), GlobalOptions.Root.Name, request.Paths.Root,
        ];
        if (request.IsConfigGiven)
            arguments.AddRange([GlobalOptions.Config.Name, request.Paths.ConfigFile]);
        if (request.IsReal)
            arguments.Add("--real-limits");
        // Two runs, and a third where one is killed.
        var most = SettingTheStage + (3 * RehearsalLimits.Most(request.IsReal ? settings : RehearsalLimits.Shortened(settings), request.IsReal));
        // The runtime would put its debugger's pipes into the host's /tmp, and find them no more to remove when it has another root.
        var launch = new Launch("unshare", arguments) { Environment = ChildEnvironment.With(("DOTNET_EnableDiagnostics", "0"), (OuterWorld.Variable, OuterWorld.Here())) };
        var result = await launcher.RunAsync(launch, most, stop: stop);
        return result.IsSuccess
            ? RehearsalJson.ReadOne(result.Output)
            : throw new IOException($"{(result.IsTimedOut ? $"{fault.Word()} did not come to an end in {Human.Duration(most)}" : result.Error.Trim() is { Length: > 0 } said ? said.TrimEnd('.') : $"unshare ended with {result.Status}")}.");
    }

    private static void TakeConfiguration(HostPaths inside, string given)
    {
        ThrowAwayRoot.Write(inside.ConfigFile, given);
        foreach (var directory in inside.DropInDirectories.Where(Directory.Exists))
            Directory.Delete(directory, recursive: true);
    }

    private static KuPkgSettings? SettingsOf(HostPaths paths)
    {
        switch (ConfigLoader.Load(paths))
        {
            case ConfigState.Loaded loaded:
                return loaded.Settings;
            case ConfigState.Refused:
                _ = HostConfig.Read(paths, [], isSilent: true, out _);
                return null;
            default:
                return new KuPkgSettings();
        }
    }
}
