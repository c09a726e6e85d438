using KuPkg.Agent.Locks;

namespace KuPkg.Agent.Contracts;

/// <summary>Who may start, stop or restart a service at this moment: a run that upgrades it, or <c>kupkg check --kick</c>. One lock of flock(2) a service, in the runtime directory; the kernel frees it with its holder.</summary>
internal sealed class ServiceLock : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly FileLock _held;

    private ServiceLock(FileLock held) => _held = held;

    /// <summary>Takes it without waiting; null: somebody else is at that service.</summary>
    /// <param name="runtimeDirectory">Where locks are.</param>
    /// <param name="service">Its name.</param>
    /// <exception cref="IOException">The file cannot be made or locked.</exception>
    public static ServiceLock? TryTake(string runtimeDirectory, string service)
    {
        var file = FileOf(runtimeDirectory, service);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return FileLock.TryTake(file) is { } held ? new ServiceLock(held) : null;
    }

    /// <summary>Who holds it, such as <c>kupkg (pid 812)</c>; <c>somebody who has just finished</c> when it is free by now.</summary>
    /// <inheritdoc cref="TryTake"/>
    public static string HolderOf(string runtimeDirectory, string service) =>
        new KernelLocks().FindFlock(FileOf(runtimeDirectory, service)) is [var holder, ..] ? holder.Who : "somebody who has just finished";

    /// <summary>Takes it, waiting for a while for somebody who is just at that service.</summary>
    /// <inheritdoc cref="TryTake"/>
    public static async Task<ServiceLock?> TakeAsync(string runtimeDirectory, string service, TimeSpan patience, TimeProvider time)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            if (TryTake(runtimeDirectory, service) is { } held)
                return held;
            if (time.GetElapsedTime(began) > patience)
                return null;
            await Task.Delay(Glance, time);
        }
    }

    public void Dispose() => _held.Dispose();

    private static string FileOf(string runtimeDirectory, string service) => Path.Join(runtimeDirectory, "services", $"{service}.lock");
}
