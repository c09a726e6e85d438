using KuPkg.Policy.Gates;

namespace KuPkg.Agent.Report;

/// <summary>Which services a plan touches and what becomes of them, before it is carried out: <c>will restart: foo, nginx; needs a reboot: dbus</c>.</summary>
internal static class TouchedLines
{
    public static void Write(TextWriter writer, IReadOnlyList<TouchedService> services)
    {
        var parts = new List<string>();
        Add("will restart", Treatment.Restart, static s => s.IsWritten ? $"{s.Name} (contract)" : s.Name);
        Add("needs a reboot", Treatment.NeedsReboot, static s => s.Name);
        Add("to be restarted by hand", Treatment.ByHand, static s => s.Reason.Length > 0 ? $"{s.Name} ({s.Reason})" : s.Name);
        if (parts.Count > 0)
            writer.WriteLine($"  services: {string.Join("; ", parts)}");

        void Add(string words, Treatment treatment, Func<TouchedService, string> name)
        {
            var names = services.Where(s => s.Treatment == treatment).Select(name).ToList();
            if (names.Count > 0)
                parts.Add($"{words}: {string.Join(", ", names)}");
        }
    }
}
