using System.Text;
using KuPkg.Agent.Shell;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Notify;

/// <summary>Hands a notice to sendmail(8) and to the operator's command. Neither can hold a run up: each has a minute, and what it comes to is only written down.</summary>
internal sealed class Notifier(ILauncher launcher, string folder)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Tells everybody.</summary>
    /// <param name="notice">What.</param>
    /// <param name="settings">Whom.</param>
    /// <returns>One line for each way, and whether all of them took it.</returns>
    public async Task<(bool IsDelivered, string Result)> TellAsync(Notice notice, NotifySettings settings)
    {
        var (lines, isDelivered) = (new List<string>(), true);
        if (settings.Mail.Count > 0)
        {
            var text = MailMessage.Of(notice, settings.Mail);
            var failure = await HandAsync("mail", new Launch("sendmail", ["-i", .. settings.Mail]), file => file.Write(Encoding.UTF8.GetBytes(text)));
            isDelivered &= failure is null;
            lines.Add($"mail to {string.Join(", ", settings.Mail)}{(failure is null ? "" : $" failed: {failure}")}");
        }

        if (settings.Command is [var program, ..])
        {
            var failure = await HandAsync("command", new Launch(program, [.. settings.Command.Skip(1)]), file => CommandDocument.Write(file, notice));
            isDelivered &= failure is null;
            lines.Add($"{program}{(failure is null ? "" : $" failed: {failure}")}");
        }

        return (isDelivered, string.Join("; ", lines));
    }

    private async Task<string?> HandAsync(string way, Launch launch, Action<Stream> write)
    {
        try
        {
            var input = Path.Join(folder, $"notice-{way}");
            using (var file = new FileStream(input, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
                write(file);
            var result = await launcher.RunAsync(launch with { InputPath = input }, Limit);
            return result.IsSuccess ? null : result.IsTimedOut ? $"it took longer than {Limit.TotalSeconds:0} s and was ended" : $"{result.Status}; {Said(result)}";
        }
        catch (Exception e) when (e is LaunchException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static string Said(ShortResult result) =>
        $"{result.Error}\n{result.Output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var line, ..] ? line : "it said nothing";
}
