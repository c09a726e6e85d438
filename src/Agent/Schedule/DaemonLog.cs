using System.Globalization;

namespace KuPkg.Agent.Schedule;

/// <summary>The daemon's own lines: each with its time, unless a journal adds that. A writer that fails stops no work. Thread-safe.</summary>
/// <param name="writer">Where to.</param>
/// <param name="isJournal">Whether what reads it adds the time.</param>
/// <param name="time">The clock.</param>
internal sealed class DaemonLog(TextWriter writer, bool isJournal, TimeProvider time)
{
    private readonly Lock _gate = new();

    public void Say(string text)
    {
        lock (_gate)
        {
            try
            {
                foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    writer.WriteLine(isJournal ? line : string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {line}"));
                writer.Flush();
            }
            catch (IOException)
            {
                // A closed terminal or a full log must not end the daemon; the history has what the runs did.
            }
        }
    }
}
