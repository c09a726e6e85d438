using System.Globalization;
using KuPkg.Toml;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A whole number.</summary>
internal sealed class NumberForm(int least, int most) : SettingForm<int>
{
    public override string Words => $"a whole number from {least} to {most}, without quotes";

    public override string Example => least.ToString(CultureInfo.InvariantCulture);

    public override string? TryRead(TomlValue value, out int read)
    {
        read = value is TomlInteger number && number.Value >= least && number.Value <= most ? (int)number.Value : least - 1;
        return read >= least ? null : "";
    }

    public override string? TryRead(string text, out int read) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out read) && read >= least && read <= most ? null : "";

    public override string Write(int value) => value.ToString(CultureInfo.InvariantCulture);
}
