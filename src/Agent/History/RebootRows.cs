using KuPkg.Policy.Calendar;

namespace KuPkg.Agent.History;

/// <summary>Reboots that were asked for, in their table.</summary>
internal static class RebootRows
{
    public static PastReboot? Newest(Database connection) => connection.Rows(
        "SELECT at, boot_id, needed_for FROM reboots ORDER BY at DESC LIMIT 1", static row => new PastReboot(row.Time(0), row.GetString(1), row.GetString(2))) is [var newest] ? newest : null;

    public static int Add(Database connection, PastReboot reboot) => connection.Run(
        "INSERT INTO reboots (at, boot_id, needed_for) VALUES ($at, $boot, $for)", ("$at", Columns.Time(reboot.At)), ("$boot", reboot.BootId), ("$for", reboot.For));
}
