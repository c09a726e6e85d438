using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.Config;

public sealed class QuarantineTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 10, 3, 0, TimeSpan.Zero);

    private readonly HostPaths _paths = new(Directory.CreateTempSubdirectory("kupkg-quarantine-").FullName);

    public void Dispose() => Directory.Delete(_paths.Root, recursive: true);

    [Fact]
    public void A_host_that_was_out_comes_back_with_the_configuration_it_had()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.ConfigFile)!);
        File.WriteAllText(_paths.ConfigFile, "track = \"testing\"\n");
        var quarantine = new Quarantine(_paths);

        quarantine.Enter("the disk is\nbeing replaced", Now).Should().BeTrue();

        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Quarantined>();
        quarantine.Reason.Should().Be("2026-11-12 10:03 UTC: the disk is being replaced");
        quarantine.Leave().Should().BeTrue();
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Loaded>().Which.Settings.Track.Should().Be("testing");
        quarantine.Reason.Should().BeNull();
        quarantine.Leave().Should().BeFalse();
    }

    [Fact]
    public void A_host_that_never_had_a_configuration_gets_an_empty_one()
    {
        new Quarantine(_paths).Leave().Should().BeTrue();
        ConfigLoader.Load(_paths).Should().BeOfType<ConfigState.Loaded>();
    }

    [Fact]
    public void Taken_out_twice_a_host_keeps_its_configuration_and_takes_the_newer_reason()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.ConfigFile)!);
        File.WriteAllText(_paths.ConfigFile, "track = \"testing\"\n");
        var quarantine = new Quarantine(_paths);
        quarantine.Enter("first", Now);

        quarantine.Enter("second", Now).Should().BeFalse();

        quarantine.Reason.Should().EndWith("second");
        quarantine.Leave();
        File.ReadAllText(_paths.ConfigFile).Should().Be("track = \"testing\"\n");
    }

    [Fact]
    public void An_old_reason_is_not_told_of_a_new_quarantine()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_paths.ConfigFile)!);
        File.WriteAllText(_paths.ConfigFile, "");
        var quarantine = new Quarantine(_paths);
        quarantine.Enter("long ago", Now);
        File.WriteAllText(_paths.ConfigFile, "");

        quarantine.Enter("", Now);

        quarantine.Reason.Should().BeNull();
    }
}
