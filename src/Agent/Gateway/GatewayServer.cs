namespace KuPkg.Agent.Gateway;

/// <summary>The gateway on Kestrel.</summary>
internal static class GatewayServer
{
    /// <summary>Starts a gateway on a free port.</summary>
    /// <param name="setup">What it serves.</param>
    /// <param name="time">The clock of limits and tallies.</param>
    /// <param name="random">Gives random numbers from 0 to less than 1, for backoff and breakers. Called from several threads.</param>
    /// <param name="onEvent">Told of each event, from any thread, in order; it must return soon and not throw.</param>
    /// <exception cref="IOException">It cannot listen on 127.0.0.1, or cannot use its spool folder.</exception>
    public static Task<IGateway> StartAsync(GatewaySetup setup, TimeProvider time, Func<double> random, Action<GatewayEvent> onEvent) =>
        throw new NotImplementedException();
}
