using KuPkg.Agent.Config;
using KuPkg.Policy.Settings;

namespace KuPkg.Agent.Tests.Config;

public sealed partial class ConfigLoaderTests : IDisposable
{
    private const string Main = "etc/kupkg/kupkg.toml";

    private readonly HostPaths _paths = new(Directory.CreateTempSubdirectory("kupkg-config-").FullName);

    public void Dispose() => Directory.Delete(_paths.Root, recursive: true);

    [Fact]
    public void A_host_without_a_configuration_is_quarantined_whatever_drop_ins_it_has()
    {
        Write("etc/kupkg/kupkg.d/10-site.toml", "priority = \"critical\"\n");
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Quarantined>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n\n   # and another\n")]
    [InlineData("[schedule]\n")]
    public void An_empty_file_is_a_good_configuration(string text)
    {
        Write(Main, text);
        Settings().Should().BeEquivalentTo(new KuPkgSettings());
    }

    [Fact]
    public void Every_key_of_the_design_is_read()
    {
        Write(Main, """
            track = "testing"
            priority = "critical"

            [schedule]
            every  = "6h"
            jitter = "random 2h"
            window = ["Mon-Fri 01:00-05:00", "Sat,Sun 00:00-24:00"]
            zone   = "Etc/UTC"
            stale_after = "4d"

            [packages]
            manager = "apt"
            upgrade = "security"
            only = ["nginx*"]
            never = ["linux-image-*"]
            min_age = "2d"
            allow_removals = true
            allow_downgrades = true
            autoremove = "unused"
            keep_aside_max = "1 GiB"
            keep_archives = "1d"

            [mirrors]
            gateway = false
            "http://deb.example.org/debian" = ["https://mirror-1.example.net/debian", "https://mirror-2.example.net/debian"]

            [limits.download]
            connect = "2s"
            floor   = "4 KiB/s over 20s"
            budget  = "10m"

            [limits.install]
            quiet  = "90s"
            spin   = "10m"
            budget = "1h"
            hard   = "3h"

            [limits.repair]
            quiet = "30s"
            tries = 3

            [locks]
            wait = "10m"

            [reboot]
            when = "needed"
            window = ["Sun 03:00-04:00"]

            [notify]
            on = ["failure"]
            mail = ["root"]
            command = ["/usr/local/bin/page", "--now"]

            [history]
            keep = "90d"
            """);

        Settings().Should().BeEquivalentTo(new KuPkgSettings
        {
            Track = "testing",
            Priority = Priority.Critical,
            Schedule = new ScheduleSettings
            {
                Every = TimeSpan.FromHours(6),
                Jitter = new Jitter(TimeSpan.FromHours(2), JitterKind.Random),
                Windows = [new(WeekDays.All & ~(WeekDays.Sat | WeekDays.Sun), TimeSpan.FromHours(1), TimeSpan.FromHours(4)), new(WeekDays.Sat | WeekDays.Sun, TimeSpan.Zero, TimeSpan.FromDays(1))],
                Zone = "Etc/UTC",
                StaleAfter = TimeSpan.FromDays(4),
            },
            Packages = new PackageSettings
            {
                Manager = "apt", SecurityOnly = true, Only = ["nginx*"], Never = ["linux-image-*"], MinAge = TimeSpan.FromDays(2), AllowRemovals = true, AllowDowngrades = true,
                Autoremove = Autoremove.Unused, KeepAsideMaxBytes = 1L << 30, KeepArchives = TimeSpan.FromDays(1),
            },
            Mirrors = new MirrorSettings
            {
                IsGatewayUsed = false,
                Alternates = new Dictionary<string, IReadOnlyList<string>> { ["http://deb.example.org/debian"] = ["https://mirror-1.example.net/debian", "https://mirror-2.example.net/debian"] },
            },
            Download = new DownloadLimits { Connect = TimeSpan.FromSeconds(2), FloorBytesPerSecond = 4096, FloorOver = TimeSpan.FromSeconds(20), Budget = TimeSpan.FromMinutes(10) },
            Install = new InstallLimits { Quiet = TimeSpan.FromSeconds(90), Spin = TimeSpan.FromMinutes(10), Budget = TimeSpan.FromHours(1), Hard = TimeSpan.FromHours(3) },
            Repair = new RepairLimits { Quiet = TimeSpan.FromSeconds(30), Tries = 3 },
            Locks = new LockSettings { Wait = TimeSpan.FromMinutes(10) },
            Reboot = new RebootSettings { IsWhenNeeded = true, Windows = [new(WeekDays.Sun, TimeSpan.FromHours(3), TimeSpan.FromHours(1))] },
            Notify = new NotifySettings { On = ["failure"], Mail = ["root"], Command = ["/usr/local/bin/page", "--now"] },
            HistoryKeep = TimeSpan.FromDays(90),
        });
    }

    [Fact]
    public void All_mistakes_of_all_files_are_told_at_once_in_their_order()
    {
        Write(Main, """
            [schedule]
            jiter = "6h"
            [limits.download]
            floor = "2 KiB"
            quiet = "5m"
            oops
            """);
        Write("etc/kupkg/kupkg.d/10-site.toml", "[schedul]\nevery = \"6h\"\n[packages]\nallow_removals = \"yes\"\nnever = [\"a\", 3]\nevery = \"6h\"\n");

        Mistakes().Should().Equal(
            $"{_paths.ConfigFile}:2:1  unknown key \"jiter\" in [schedule]; did you mean \"jitter\"?",
            $"{_paths.ConfigFile}:4:9  limits.download.floor: \"2 KiB\" is not a rate over a time, such as \"2 KiB/s over 15s\"",
            $"{_paths.ConfigFile}:5:1  unknown key \"quiet\" in [limits.download]; known are budget, connect, floor",
            Mistakes()[3],
            $"{DropIn("10-site.toml")}:1:2  unknown section [schedul]; did you mean \"schedule\"?",
            $"{DropIn("10-site.toml")}:4:18  packages.allow_removals: \"yes\" is not true or false, without quotes",
            $"{DropIn("10-site.toml")}:5:9  packages.never: an integer is not a package glob",
            $"{DropIn("10-site.toml")}:6:1  unknown key \"every\" in [packages]; it belongs in [schedule]");
        Mistakes()[3].Should().StartWith($"{_paths.ConfigFile}:6:").And.Contain("=");
    }

    [Theory]
    [InlineData("every = \"6h\"", "it belongs in [schedule]")]
    [InlineData("[packages]\ntrack = \"x\"", "it belongs at the top")]
    [InlineData("schedule = 3", "[schedule] is a section")]
    [InlineData("[track]\nx = 1", "track: a table is not")]
    [InlineData("[[service.foo.check]]\ntcp = \"x\"", "contracts.d")]
    [InlineData("[mirrors]\n\"deb.example.org\" = []", "neither \"gateway\" nor an address")]
    [InlineData("[mirrors]\n\"http://deb.example.org/\" = [\"ftp://x\"]", "\"ftp://x\" is not an address")]
    [InlineData("[schedule]\nevery = \"5m\"", "a duration from 15m to 1y")]
    [InlineData("[schedule]\nevery = \"1h\"\njitter = \"2h\"", "schedule.jitter")]
    [InlineData("[schedule]\nzone = \"Europe/Berlim\"", "not a time zone that this host knows")]
    [InlineData("[schedule]\nwindow = [\"Mon 05:00-04:00-03:00\"]", "\"Mon 05:00-04:00-03:00\" is not a window")]
    [InlineData("[limits.repair]\ntries = 99999999999", "a whole number from 1 to 10")]
    [InlineData("[limits.repair]\ntries = \"2\"", "a whole number from 1 to 10")]
    [InlineData("packages.manager = \"pacman\"", "one of \"auto\", \"apt\"")]
    public void A_mistake_says_what_would_be_right(string text, string said)
    {
        Write(Main, text);
        Mistakes().Should().ContainSingle().Which.Should().Contain(said);
    }

    [Fact]
    public void Per_key_the_later_file_counts_and_the_origin_of_each_value_is_known()
    {
        Write(Main, "[schedule]\nevery = \"6h\"\nstale_after = \"5d\"\n");
        Write("usr/lib/kupkg/kupkg.d/10-vendor.toml", "[schedule]\nevery = \"7h\"\n");
        Write("run/kupkg/kupkg.d/20-now.toml", "schedule.every = \"8h\"\n");

        var loaded = Loaded();

        loaded.Settings.Schedule.Every.Should().Be(TimeSpan.FromHours(8));
        loaded.Settings.Schedule.StaleAfter.Should().Be(TimeSpan.FromDays(5));
        var every = loaded.Merged!.Values["schedule.every"];
        every.Place.Should().Be($"{_paths.At("run/kupkg/kupkg.d/20-now.toml")}:1:18");
        every.Beaten!.Place.Should().StartWith(_paths.At("usr/lib/kupkg/kupkg.d/10-vendor.toml"));
        every.Beaten.Beaten!.Place.Should().Be($"{_paths.ConfigFile}:2:9");
    }

    [Fact]
    public void A_drop_in_replaces_the_one_of_the_same_name_and_a_link_to_dev_null_masks_it()
    {
        Write(Main, "");
        Write("usr/lib/kupkg/kupkg.d/10-vendor.toml", "track = \"vendor\"\npriority = \"critical\"\n");
        Write("etc/kupkg/kupkg.d/10-vendor.toml", "track = \"mine\"\n");
        Write("usr/lib/kupkg/kupkg.d/20-vendor.toml", "packages.allow_removals = true\n");
        Directory.CreateDirectory(_paths.At("run/kupkg/kupkg.d"));
        File.CreateSymbolicLink(_paths.At("run/kupkg/kupkg.d/20-vendor.toml"), "/dev/null");

        (Settings().Track, Settings().Priority, Settings().Packages.AllowRemovals).Should().Be(("mine", Priority.Normal, false));
    }

    [Fact]
    public void A_mistake_that_a_stronger_file_hides_is_still_told()
    {
        Write(Main, "track = 7\n");
        Write("etc/kupkg/kupkg.d/10.toml", "track = \"x\"\n");
        Mistakes().Should().ContainSingle().Which.Should().StartWith($"{_paths.ConfigFile}:1:9  track:");
    }

    [Theory]
    [InlineData(Main, 0x1B6, "mode 0666")]
    [InlineData(Main, 0x1B4, "mode 0664")]
    [InlineData("etc/kupkg", 0x1FF, "mode 0777")]
    public void What_others_may_write_is_refused_with_the_command_that_mends_it(string path, int mode, string said)
    {
        Write(Main, "");
        File.SetUnixFileMode(_paths.At(path), (UnixFileMode)mode);
        Mistakes().Should().ContainSingle().Which.Should().Contain(said).And.Contain($"chmod go-w {_paths.At(path)}");
    }

    [Fact]
    public void What_belongs_to_somebody_else_is_refused()
    {
        Write(Main, "");
        Chown("etc/kupkg/kupkg.toml", 12345);
        Mistakes().Should().ContainSingle().Which.Should().Contain("belongs to user 12345").And.Contain("chown root:");
    }

    [Fact]
    public void A_drop_in_of_somebody_else_is_refused_too()
    {
        Write(Main, "");
        Write("etc/kupkg/kupkg.d/10.toml", "");
        Chown("etc/kupkg/kupkg.d/10.toml", 12345);
        Mistakes().Should().ContainSingle().Which.Should().StartWith(DropIn("10.toml"));
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused_with_its_place()
    {
        Directory.CreateDirectory(_paths.At("etc/kupkg"));
        File.WriteAllBytes(_paths.ConfigFile, [0x74, 0xff, 0xfe, 0x00, 0x0a]);
        Mistakes().Should().NotBeEmpty().And.OnlyContain(m => m.StartsWith($"{_paths.ConfigFile}:1:", StringComparison.Ordinal));
    }

    private string DropIn(string name) => _paths.At($"etc/kupkg/kupkg.d/{name}");

    private KuPkgSettings Settings() => Loaded().Settings;

    private ConfigState.Loaded Loaded() =>
        ConfigLoader.Load(_paths) switch
        {
            ConfigState.Loaded loaded => loaded,
            ConfigState.Refused refused => throw new InvalidOperationException(string.Join("\n", refused.Mistakes)),
            var other => throw new InvalidOperationException(other.ToString()),
        };

    private List<string> Mistakes() => [.. ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Refused>().Which.Mistakes.Select(m => m.ToString())];

    private void Chown(string path, uint owner) => Chown(_paths.At(path), owner, 0).Should().Be(0);

    [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "chown", StringMarshalling = System.Runtime.InteropServices.StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint owner, uint group);

    private void Write(string path, string text)
    {
        var file = _paths.At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
