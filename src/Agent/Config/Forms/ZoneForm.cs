namespace KuPkg.Agent.Config.Forms;

/// <summary>The IANA name of a time zone that this host knows.</summary>
internal sealed class ZoneForm : SettingForm<string?>
{
    public override string Words => "a time zone that this host knows, such as \"Europe/Berlin\" (timedatectl list-timezones); the names come with the package tzdata";

    public override string Example => "\"Europe/Berlin\"";

    public override string? TryRead(string text, out string? read)
    {
        read = text;
        return TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? null : "";
    }

    public override string Write(string? value) => value is null ? "\"\"" : Quoted(value);
}
