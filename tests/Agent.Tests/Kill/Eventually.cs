namespace KuPkg.Agent.Tests.Kill;

/// <summary>Waits for what must come, on a machine that may be busy.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? bound = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > (bound ?? TimeSpan.FromSeconds(30)))
                throw new TimeoutException($"waited in vain: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
