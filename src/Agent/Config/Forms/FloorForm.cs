using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Config.Forms;

/// <summary>A rate over a time: <c>2 KiB/s over 15s</c>.</summary>
internal sealed class FloorForm : SettingForm<ByteFloor>
{
    public override string Words => "a rate over a time, such as \"2 KiB/s over 15s\"";

    public override string Example => "\"2 KiB/s over 15s\"";

    public override string? TryRead(string text, out ByteFloor read)
    {
        read = SettingText.Floor(text) ?? new ByteFloor(0, TimeSpan.Zero);
        return read.Over > TimeSpan.Zero ? null : "";
    }

    public override string Write(ByteFloor value) => $"\"{SizeForm.Text(value.BytesPerSecond)}/s over {DurationForm.Text(value.Over)}\"";
}
