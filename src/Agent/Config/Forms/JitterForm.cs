using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A jitter: <c>6h</c>, <c>random 6h</c>.</summary>
internal sealed class JitterForm : SettingForm<Jitter?>
{
    public override string Words => "a duration, such as \"6h\", or \"random 6h\"";

    public override string Example => "\"6h\"";

    public override string? TryRead(string text, out Jitter? read)
    {
        read = Jitter.Read(text, SettingText.Duration);
        return read is null ? "" : null;
    }

    public override string Write(Jitter? value) => $"\"{value}\"";
}
