using KuPkg.Agent.Config;
using KuPkg.Agent.Report;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Commands;

/// <summary>The configuration of a host with the settings of the command line over it, or the exit code and the message with which a command ends.</summary>
internal static class HostConfig
{
    /// <returns>The settings; null when the command ends here with <paramref name="exitCode"/>, its reason already told.</returns>
    public static KuPkgSettings? Read(HostPaths paths, IReadOnlyList<string> assignments, bool isSilent, out int exitCode)
    {
        exitCode = Exit.Done;
        switch (ConfigLoader.Load(paths))
        {
            case ConfigState.Refused refused:
                Console.Error.WriteLine($"kupkg: cannot use {refused.File}: {Human.Count(refused.Mistakes.Count, "mistake")}");
                foreach (var mistake in refused.Mistakes)
                    Console.Error.WriteLine($"  {mistake}");
                Console.Error.WriteLine("Nothing was changed.");
                exitCode = Exit.BadConfiguration;
                return null;
            case ConfigState.Quarantined quarantined:
                if (!isSilent)
                    Console.Out.WriteLine($"This host is quarantined: there is no {quarantined.File}. Nothing was done.     touch {quarantined.File}");
                return null;
            case ConfigState.Loaded loaded:
                var settings = SettingKeys.Apply(loaded.Settings, assignments, out var mistakes);
                if (mistakes.Count == 0)
                    return settings;
                foreach (var mistake in mistakes)
                    Console.Error.WriteLine($"kupkg: {mistake}");
                exitCode = Exit.Usage;
                return null;
            case var other:
                throw new InvalidOperationException($"a configuration state without an answer: {other}");
        }
    }
}
