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
                Console.Error.Write("kupkg: ");
                ConfigScreen.NotUsed(Console.Error, refused);
                Console.Error.WriteLine("Nothing was changed. The next tick tries again.     kupkg config check");
                exitCode = Exit.BadConfiguration;
                return null;
            case ConfigState.Quarantined quarantined:
                if (!isSilent)
                    Console.Out.WriteLine($"This host is quarantined: there is no {quarantined.File}. Nothing was done.     kupkg release");
                return null;
            case ConfigState.Unreadable unreadable:
                Console.Error.WriteLine($"kupkg: cannot read {unreadable.File}: this user may not. Nothing was done.     sudo kupkg …");
                exitCode = Exit.NotPermitted;
                return null;
            case ConfigState.Loaded loaded:
                var settings = SettingOverrides.Apply(loaded.Settings, assignments, out var mistakes);
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
