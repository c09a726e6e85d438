using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KuPkg.Bench.Runs;
using KuPkg.Harness;
using KuPkg.Harness.Commands;

// `kupkg check` of 20 healthy local services, one of which answers after 300 ms: what the whole command takes over its slowest check. Ends with 1 when the figure does not hold.
const double MostOverMilliseconds = 100;
const int Services = 20, SlowMilliseconds = 300;
var rounds = args is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 21;

using var stop = new CancellationTokenSource();
var root = Workspace.NewDirectory("checks-bench");
var contracts = Directory.CreateDirectory(Path.Join(root, "etc/kupkg/contracts.d")).FullName;
await File.WriteAllTextAsync(Path.Join(root, "etc/kupkg/kupkg.toml"), "");
var listeners = new List<TcpListener>();
for (var n = 0; n < Services; n++)
{
    var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    listeners.Add(listener);
    _ = AnswerAsync(listener, TimeSpan.FromMilliseconds(n == 0 ? SlowMilliseconds : 0), stop.Token);
    await File.WriteAllTextAsync(
        Path.Join(contracts, $"s{n}.toml"), $"[service.s{n}]\npackages = [\"s{n}\"]\nsupervisor = \"none\"\n\n[[service.s{n}.check]]\ntcp = \"{listener.LocalEndpoint}\"\nbanner = \"^ready\"\n");
}

var times = new List<double>();
try
{
    for (var round = 0; round <= rounds; round++)
    {
        var done = (await Command.RunAsync([Workspace.Binary, "--root", root, "check"], TimeSpan.FromMinutes(1))).MustSucceed();
        if (round > 0)
            times.Add(done.Took.TotalMilliseconds - SlowMilliseconds);
    }
}
finally
{
    await stop.CancelAsync();
    listeners.ForEach(static l => l.Dispose());
    Directory.Delete(root, recursive: true);
}

var figures = new Figures();
figures.Typical($"kupkg check of {Services}, less its slowest check", times, "ms", MostOverMilliseconds);
return figures.AllHold ? 0 : 1;

static async Task AnswerAsync(TcpListener listener, TimeSpan after, CancellationToken stop)
{
    try
    {
        while (true)
            _ = OneAsync(await listener.AcceptSocketAsync(stop), after, stop);
    }
    catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
    {
        // The bench is over.
    }
}

static async Task OneAsync(Socket socket, TimeSpan after, CancellationToken stop)
{
    using (socket)
    {
        await Task.Delay(after, TimeProvider.System, stop);
        await socket.SendAsync("ready\n"u8.ToArray(), SocketFlags.None, stop);
    }
}
