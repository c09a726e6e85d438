using System.Globalization;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A size: <c>2 GiB</c>; units B, KiB, MiB, GiB, TiB.</summary>
internal sealed class SizeForm : SettingForm<long>
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public override string Words => "a size, such as \"2 GiB\" (B, KiB, MiB, GiB or TiB)";

    public override string Example => "\"2 GiB\"";

    public override string? TryRead(string text, out long read)
    {
        read = SettingText.Size(text) ?? -1;
        return read >= 0 ? null : "";
    }

    public override string Write(long value) => $"\"{Text(value)}\"";

    /// <summary>The shortest exact form.</summary>
    public static string Text(long bytes)
    {
        var unit = 0;
        while (bytes > 0 && bytes % 1024 == 0 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes} {Units[unit]}");
    }
}
