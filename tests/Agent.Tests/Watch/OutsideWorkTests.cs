using System.Net.Sockets;
using KuPkg.Agent.Shell;
using KuPkg.Agent.Watch.Elsewhere;
using KuPkg.Agent.Watch.Sampling;
using KuPkg.Policy.Model;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Tests.Watch;

public class OutsideWorkTests
{
    private const string BusyUnixServer =
        "import socket\ns=socket.socket(socket.AF_UNIX); s.bind('FOLDER/s'); s.listen()\nc,_=s.accept()\nwhile True: pass";

    private const string BusyTcpServer =
        "import socket\ns=socket.socket(); s.bind(('127.0.0.1',0)); s.listen(); print(s.getsockname()[1],flush=True)\nc,_=s.accept()\nwhile True: pass";

    [Fact]
    public async Task The_work_of_the_peer_of_a_unix_socket_counts()
    {
        using var server = WatchedProgram.Python(BusyUnixServer);
        await AppearsAsync(Path.Join(server.Folder, "s"));
        using var client = WatchedProgram.Python($"import socket,select\ns=socket.socket(socket.AF_UNIX); s.connect('{server.Folder}/s')\ns.recv(1)");

        var work = await WorkOfAsync(client, server, "over a unix socket");

        work.Should().NotBeNull();
    }

    [Fact]
    public async Task The_work_of_the_peer_of_a_loopback_connection_counts_also_when_it_is_polled_for()
    {
        using var server = WatchedProgram.Python(BusyTcpServer);
        await WatchedProgram.UntilAsync(server.Sampler(), static s => s.OutputBytes > 0);
        var port = (await File.ReadAllTextAsync(server.Output)).Trim();
        using var client = WatchedProgram.Python($"import socket,select\ns=socket.create_connection(('127.0.0.1',{port}))\nselect.select([s],[],[])");

        var work = await WorkOfAsync(client, server, "over TCP on this host");

        work.Should().NotBeNull();
    }

    [Fact]
    public async Task The_work_of_the_holder_of_a_lock_counts()
    {
        using var holder = WatchedProgram.Python("import fcntl\nf=open('FOLDER/lock','w')\nfcntl.lockf(f, fcntl.LOCK_EX)\nwhile True: pass");
        await AppearsAsync(Path.Join(holder.Folder, "lock"));
        await WatchedProgram.UntilAsync(holder.Sampler(), static s => s.Processes[0].CpuTicks > 10);
        using var waiter = WatchedProgram.Python($"import fcntl\nf=open('{holder.Folder}/lock','w')\nfcntl.lockf(f, fcntl.LOCK_EX)");

        var work = await WorkOfAsync(waiter, holder, $"which holds the lock on {holder.Folder}/lock");

        work.Should().NotBeNull();
    }

    [SkippableFact]
    public async Task The_work_of_a_unit_whose_job_is_waited_for_counts()
    {
        const string Mount = "/sys/fs/cgroup/unified";
        Skip.IfNot(Environment.IsPrivilegedProcess && File.Exists($"{Mount}/cgroup.procs"), "needs root and a cgroup v2 hierarchy beside v1");
        var name = $"kupkg-test-{Environment.ProcessId}";
        Directory.CreateDirectory($"{Mount}/{name}");
        using (var worker = WatchedProgram.Shell("while :; do :; done"))
        {
            await File.WriteAllTextAsync($"{Mount}/{name}/cgroup.procs", $"{worker.Child.Id}");
            // A program of that name which waits, with such a command line.
            using var waiter = WatchedProgram.Shell("cd FOLDER; touch start foo; ln -s $(command -v tail) systemctl; FOLDER/systemctl -f start foo; true");
            var systemd = new SystemdSays(new Dictionary<string, string>
            {
                ["list-jobs"] = "412 foo.service start running\n",
                ["show"] = $"Id=foo.service\nNames=foo.service\nControlGroup=/{name}\n",
            });
            var sampler = new Sampler(waiter.Job(), new OutsideWork(systemd), TimeProvider.System);

            var first = await WatchedProgram.UntilAsync(sampler, static s => s.Elsewhere.Count > 0);
            first.Elsewhere[0].Who.Should().Be("unit foo.service");
            await WatchedProgram.UntilAsync(sampler, s => s.Elsewhere.Count > 0 && s.Elsewhere[0].CpuTicks > first.Elsewhere[0].CpuTicks + 10);
        }

        Directory.Delete($"{Mount}/{name}");
    }

    [Fact]
    public async Task KuPkg_itself_never_counts()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        using var client = WatchedProgram.Python(
            $"import socket\ns=socket.create_connection(('127.0.0.1',{((System.Net.IPEndPoint)listener.LocalEndPoint!).Port}))\ns.recv(1)");
        using var accepted = await listener.AcceptAsync();
        var sampler = client.Sampler(looksOutside: true);
        var sample = await WatchedProgram.UntilAsync(sampler, static s => s.At > TimeSpan.FromSeconds(5));
        sample.Processes[0].Wait!.Kind.Should().Be(WaitKind.Socket);
        sample.Elsewhere.Should().BeEmpty();
    }

    [Fact]
    public void A_peer_in_ipv6_clothes_is_found_by_its_ipv4_address()
    {
        const string Tables = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 52012 1 0 20 4 24 10 -1
               1: 0100007F:9C41 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 52013 1 0 20 4 24 10 -1
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 52099 1 0
            """;
        LoopbackPeer.PeerIn(Tables, 52012).Should().Be(52099);
        LoopbackPeer.PeerIn(Tables, 52013).Should().BeNull();
        LoopbackPeer.PeerIn(Tables, 1).Should().BeNull();
    }

    [Theory]
    [InlineData("systemctl start postgresql@15-main", "postgresql@15-main.service")]
    [InlineData("systemctl --system -q restart foo.service bar.socket", "foo.service bar.socket")]
    [InlineData("/bin/systemctl -p Id reload nginx", "nginx.service")]
    [InlineData("systemctl enable --now foo", "foo.service")]
    [InlineData("systemctl --no-block start foo", "")]
    [InlineData("systemctl status foo", "")]
    [InlineData("systemctl daemon-reload", "")]
    [InlineData("", "")]
    public void The_units_are_read_from_the_command_line(string command, string units) =>
        string.Join(' ', UnitJobs.UnitsOf(command)).Should().Be(units);

    [Fact]
    public void Jobs_and_units_are_read_from_what_systemctl_prints()
    {
        UnitJobs.Jobs("  412 foo.service       start running\n  413 multi-user.target start waiting\n").Should()
            .Equal(("foo.service", true), ("multi-user.target", false));
        var units = UnitJobs.Units("Id=mariadb.service\nNames=mysql.service mariadb.service\nControlGroup=/system.slice/mariadb.service\n\nId=x.target\nNames=x.target\nControlGroup=\n");
        units.Select(static u => (u.Id, u.ControlGroup)).Should().Equal(("mariadb.service", "/system.slice/mariadb.service"), ("x.target", ""));
        units[0].Names.Should().Equal("mysql.service", "mariadb.service");
    }

    [Fact]
    public void A_helper_s_counters_only_grow_whoever_of_it_comes_and_goes()
    {
        var own = Environment.ProcessId;
        IEnumerable<int> pids = [own];
        var outsider = new Outsider("unit foo.service", () => pids, static () => null);
        var first = outsider.Read();
        pids = [];
        var gone = outsider.Read();
        pids = [own];
        var back = outsider.Read();
        gone.Should().Be(first);
        back.IoBytes.Should().BeGreaterThan(gone.IoBytes);
    }

    private static async Task<ElsewhereWork?> WorkOfAsync(WatchedProgram sleeper, WatchedProgram worker, string how)
    {
        var sampler = sleeper.Sampler(looksOutside: true);
        bool IsIt(ElsewhereWork e) => e.Who.Contains($"(pid {worker.Child.Id})") && e.Who.Contains(how);
        var first = await WatchedProgram.UntilAsync(sampler, s => s.Elsewhere.Any(IsIt));
        var ticks = first.Elsewhere.Single(IsIt).CpuTicks;
        var second = await WatchedProgram.UntilAsync(sampler, s => s.Elsewhere.Any(e => IsIt(e) && e.CpuTicks > ticks));
        return second.Elsewhere.Single(IsIt);
    }

    private static async Task AppearsAsync(string path)
    {
        for (var i = 0; i < 300 && !File.Exists(path); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
    }

    /// <summary>Answers as systemctl would on a host that systemd runs; this machine need not be one.</summary>
    private sealed class SystemdSays(IReadOnlyDictionary<string, string> answers) : ILauncher
    {
        public IChild Start(Launch launch) => throw new NotSupportedException();

        public Task<ShortResult> RunAsync(Launch launch, TimeSpan limit, int captureBytes, CancellationToken stop) =>
            Task.FromResult(new ShortResult(ExitStatus.Exited(0), answers[launch.Arguments[0]], "", false, false));
    }
}
