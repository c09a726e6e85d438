using System.CommandLine;
using System.Text.Json;
using KuPkg.Agent.Config;
using KuPkg.Agent.Drivers.Apt;
using KuPkg.Agent.History;
using KuPkg.Agent.Report;
using KuPkg.Agent.Runs;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Plans;

namespace KuPkg.Agent.Commands;

/// <summary><c>kupkg hold</c>.</summary>
internal static class HoldCommand
{
    private const string WhenNothingIsSaid = "asked for by a person";

    public static Command Make()
    {
        var package = new Argument<string>("PACKAGE") { Description = "the package" };
        var version = new Argument<string?>("VERSION") { Description = "the version to keep off (default: the one that would come next)", Arity = ArgumentArity.ZeroOrOne };
        var until = new Option<string?>("--until") { Description = "2026-12-01, \"2026-12-01 14:00\", or a span such as 7d", HelpName = "DATE" };
        var why = new Option<string?>("--why") { Description = "the reason, for whoever asks kupkg status", HelpName = "TEXT" };
        var command = new Command("hold", "Keep a version off this host; the next one is free to come.") { package, version, until, why };
        command.SetAction((arguments, stop) => PlaceAsync(
            GlobalOptions.Paths(arguments), arguments.GetValue(package)!, arguments.GetValue(version), arguments.GetValue(until), arguments.GetValue(why), arguments.GetValue(GlobalOptions.Json), stop));
        return command;
    }

    private static async Task<int> PlaceAsync(HostPaths paths, string package, string? version, string? untilText, string? why, bool isJson, CancellationToken stop)
    {
        var time = TimeProvider.System;
        DateTimeOffset? until = null;
        if (untilText is not null)
        {
            until = HoldRequest.Until(untilText, SettingText.Duration(untilText), time.GetUtcNow(), TimeZoneInfo.Local);
            if (until is null)
            {
                Console.Error.WriteLine($"kupkg: {package} was not held: --until \"{untilText}\" is no date in the future. Such as:     kupkg hold {package} --until 2027-01-31     or     --until 7d");
                return Exit.Usage;
            }
        }

        try
        {
            using var held = RunLock.TryTake(paths.RunLock);
            if (held is null)
            {
                Console.Error.WriteLine($"kupkg: {package} was not held: a run is at work, and it writes the holds too. Try again when it has ended.     kupkg status");
                return Exit.Deferred;
            }

            using var journal = Journal.Open(paths, time, out var warning);
            if (warning is not null)
                Console.Error.WriteLine($"kupkg: {warning}");
            var driver = new AptDriver(paths, new Launcher(time), time);
            var inForce = journal.Holds();
            var answer = HoldRequest.Answer(package, version, await driver.ReadInventoryAsync(stop), await driver.CandidateAsync(package, stop), inForce, driver.Versions);
            if (answer is HoldAnswer.Refused refused)
            {
                Console.Error.WriteLine($"kupkg: {package} was not held: {refused.Why}");
                return Exit.Usage;
            }

            var asked = (HoldAnswer.Hold)answer;
            var hold = new Hold(asked.Package, asked.Version, string.IsNullOrWhiteSpace(why) ? WhenNothingIsSaid : why.Trim(), 0, time.GetUtcNow()) { Until = until };
            journal.PlaceHold(hold);
            driver.WriteHolds(journal.Holds());
            Tell(hold, isJson);
            return Exit.Done;
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine($"kupkg: {package} was not held: {e.Message}     sudo kupkg hold {package}");
            return Exit.NotPermitted;
        }
        catch (Exception e) when (e is HistoryException or IOException or LaunchException)
        {
            Console.Error.WriteLine($"kupkg: {package} was not held: {e.Message}     kupkg doctor");
            return Exit.Failed;
        }
    }

    private static void Tell(Hold hold, bool isJson)
    {
        var until = hold.Until is { } end ? $" until {TimeZoneInfo.ConvertTime(end, TimeZoneInfo.Local):yyyy-MM-dd HH:mm}, or" : "";
        if (isJson)
            Screens.Print(writer => writer.WriteLine(JsonSerializer.Serialize(HeldDocument.Of(hold, $"kupkg unhold {hold.Package}"), Json.Indented.HeldDocument)));
        else
            Console.Out.WriteLine($"{hold.Package} {hold.Version} is kept off this host{until} until a newer version appears.     kupkg unhold {hold.Package}");
    }
}
