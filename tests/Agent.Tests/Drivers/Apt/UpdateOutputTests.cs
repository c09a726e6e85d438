using KuPkg.Agent.Drivers;
using KuPkg.Agent.Drivers.Apt;

namespace KuPkg.Agent.Tests.Drivers.Apt;

public sealed class UpdateOutputTests
{
    [Theory]
    [InlineData("update-first.txt")]
    [InlineData("update-hit.txt")]
    public void Every_source_of_a_good_refresh_is_fresh(string sample)
    {
        var output = UpdateOutput.Parse(Sample.Lines(sample));

        output.Sources.Select(s => (s.Name, s.IsFresh)).Should().BeEquivalentTo(
            [("http://mirror.example.org/debian stable", true), ("http://mirror.example.org/debian security", true)]);
        output.GeneralErrors.Should().BeEmpty();
    }

    [Fact]
    public void A_dead_source_and_a_missing_one_are_named_beside_the_good_ones()
    {
        var output = UpdateOutput.Parse(Sample.Lines("update-mixed.txt"));

        output.Sources.Where(s => s.IsFresh).Select(s => s.Name).Should().BeEquivalentTo(
            ["http://mirror.example.org/debian stable", "http://mirror.example.org/debian security"]);
        output.Sources.Single(s => s.Name == "http://127.0.0.9:9 ./").Error.Should().Contain("Connection refused");
        output.Sources.Single(s => s.Name == "http://mirror.example.org/debian/nix nowhere").Error.Should().StartWith("404");
        output.GeneralErrors.Should().BeEmpty();
    }

    [Fact]
    public void A_lock_is_an_error_of_no_source()
    {
        var output = UpdateOutput.Parse(Sample.Lines("update-locked.txt"));

        output.Sources.Should().BeEmpty();
        output.GeneralErrors[0].Should().StartWith("Could not get lock /var/lib/apt/lists/lock");
    }

    [Fact]
    public void An_unsigned_source_is_not_fresh_although_its_files_arrived()
    {
        var output = UpdateOutput.Parse(
        [
            "Ign:1 http://mirror.example.org stable InRelease",
            "Hit:2 http://mirror.example.org stable Release",
            "Ign:3 http://mirror.example.org stable Release.gpg",
            "Reading package lists...",
            "E: The repository 'http://mirror.example.org stable Release' is not signed.",
        ]);

        output.Sources.Should().ContainSingle().Which.Should().Match<Agent.Drivers.SourceResult>(s => !s.IsFresh && s.Error!.Contains("not signed"));
    }

    [Fact]
    public void An_expired_source_is_not_fresh()
    {
        var output = UpdateOutput.Parse(
        [
            "Get:1 http://mirror.example.org/debian bookworm InRelease [151 kB]",
            "Get:2 http://mirror.example.org/debian bookworm-updates InRelease [55.4 kB]",
            "E: Release file for http://mirror.example.org/debian/dists/bookworm/InRelease is expired (invalid since 13d 3h 6min 49s). Updates for this repository will not be applied.",
        ]);

        output.Sources.Select(s => s.IsFresh).Should().Equal(false, true);
    }

    [Fact]
    public void A_source_of_which_only_an_index_was_seen_was_not_reached()
    {
        var output = UpdateOutput.Parse(["Ign:1 http://mirror.example.org/debian bookworm InRelease"]);

        output.Sources.Should().ContainSingle().Which.Should().Be(new Agent.Drivers.SourceResult("http://mirror.example.org/debian bookworm", false, "was not reached"));
    }

    [Fact]
    public void Passwords_do_not_get_into_names_and_errors()
    {
        var output = UpdateOutput.Parse(
        [
            "Err:1 http://joe:secret@mirror.example.org/debian bookworm InRelease",
            "  Could not open http://joe:secret@mirror.example.org/debian/x",
        ]);

        output.Sources.Single().Name.Should().Be("http://joe:***@mirror.example.org/debian bookworm");
        output.Sources.Single().Error.Should().NotContain("secret");
    }

    [Fact]
    public void The_sources_that_a_refresh_would_reach_are_known_by_the_same_names()
    {
        Sample.Lines("update-print-uris.txt").Select(SourceName.OfUri).OfType<string>().Should().Equal(
            "http://mirror.example.org/debian stable", "http://mirror.example.org/debian security");
        SourceName.OfUri("'http://127.0.0.9:9/./InRelease' 127.0.0.9:9_._InRelease 0 ").Should().Be("http://127.0.0.9:9 ./");
        SourceName.OfUri("'mirror+file:/etc/apt/m.list/dists/security/InRelease' x 0 ").Should().Be("mirror+file:/etc/apt/m.list security");
    }

    [Fact]
    public void A_list_of_mirrors_is_one_source_named_by_the_mirror_that_gave_its_release()
    {
        var output = UpdateOutput.Parse(
        [
            "Get:1 file:/etc/apt/mirrors/x.list Mirrorlist [70 B]",
            "Ign:2 http://mirror-1.example.org stable InRelease",
            "Hit:2 http://mirror-2.example.org stable InRelease",
            "Get:3 http://mirror-3.example.org stable/main amd64 Packages [427 B]",
        ]);
        output.Sources.Should().Equal(new SourceResult("http://mirror-2.example.org stable", IsFresh: true, null));
        output.GeneralErrors.Should().BeEmpty();
    }
}
