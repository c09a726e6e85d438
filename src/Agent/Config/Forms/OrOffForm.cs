namespace KuPkg.Agent.Config.Forms;

/// <summary>A duration, or <c>off</c>.</summary>
internal sealed class OrOffForm(DurationForm form) : SettingForm<TimeSpan?>
{
    private const string Off = "off";

    public override string Words => $"\"{Off}\", or {form.Words}";

    public override string Example => form.Example;

    public override string? TryRead(string text, out TimeSpan? read)
    {
        read = null;
        if (text == Off)
            return null;
        var mistake = form.TryRead(text, out var duration);
        read = duration;
        return mistake;
    }

    public override string Write(TimeSpan? value) => value is { } duration ? form.Write(duration) : $"\"{Off}\"";
}
