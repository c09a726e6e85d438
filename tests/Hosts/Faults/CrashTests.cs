using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Harness.Packages;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Faults;

/// <summary>
/// kupkg is killed (SIGKILL) just before each of its writes to the journal, one after the other, and the next run makes the host whole: what lives is watched to its end, what
/// was left half done is repaired, and the rest is done.
/// </summary>
public sealed class CrashTests
{
    private const int KilledBySignal = 128 + 9;
    private const string Mortal = "/opt/mortal/kupkg-mortal";

    // Far more than any of these runs writes: a run that never comes to its end is a failure, not a longer test.
    private const int MostWrites = 200;

    [Fact]
    public async Task At_each_write_of_a_run_in_which_all_goes_well()
    {
        await using var scene = await MortalSceneAsync();
        var (deaths, adoptions) = await DieAtEachWriteAsync(scene, "all", number => Version("bad", number, "sleep 0.3"), async (run, number) =>
        {
            run.Result.ExitCode.Should().Be(0, "{0}", run);
            (await scene.StateOfAsync("bad")).Should().Be($"{number}.0 ok installed", "{0}", run);
            run.Held.Should().BeEmpty("{0}", run);
            (run.State, run.StatusCode).Should().Be(("ok", 0), "{0}", run);
        });
        deaths.Should().BeGreaterThan(25, "a run writes before and after each of its steps, and what the package manager does");
        adoptions.Should().BeGreaterThan(0, "some deaths leave apt or dpkg at work");
    }

    [Fact]
    public async Task At_each_write_of_a_run_in_which_a_script_hangs()
    {
        await using var scene = await MortalSceneAsync();
        var (deaths, adoptions) = await DieAtEachWriteAsync(scene, "events", number => Version("bad", number, Scripts.Hang), async (run, number) =>
        {
            // A death after the hold was written leaves the next run nothing new to tell.
            run.Result.ExitCode.Should().BeOneOf([0, 1], "{0}", run);
            (await scene.StateOfAsync("bad")).Should().Be("1.0 ok installed", "{0}", run);
            run.Held.Should().Contain($"bad {number}.0", "{0}", run);
            (run.State, run.StatusCode).Should().Be(("attention", 1), "{0}", run);
        });
        deaths.Should().BeGreaterThan(20, "verdicts, kills, repairs and holds are writes too");
        adoptions.Should().BeGreaterThan(0, "some deaths leave the hanging script to the next run");
    }

    private static async Task<(int Deaths, int Adoptions)> DieAtEachWriteAsync(Scene scene, string which, Func<int, DebianPackage> bad, Func<RunSeen, int, Task> shouldBeWholeAsync)
    {
        var adoptions = 0;
        for (var write = 1; write <= MostWrites; write++)
        {
            var number = write + 1;
            // Else the package would be left alone after its second bad version, and nothing would hang any more.
            if (write > 1)
                await Command.MustAsync("sqlite3", Path.Join(scene.Host.Disk, "var/lib/kupkg/history.db"), "DELETE FROM package_breakers");
            await scene.OfferAsync(Version("good", number, "exit 0"), bad(number));
            var died = await scene.Host.RunAsync([Mortal, $"{write}", which, "limits.install.quiet=4s", "limits.repair.quiet=3s", "limits.repair.tries=1"]);
            if (died.ExitCode != KilledBySignal)
            {
                died.ExitCode.Should().BeOneOf([0, 1], "it lived to its end: {0}", died);
                return (write - 1, adoptions);
            }

            var run = await scene.RunAsync("--set", "limits.install.quiet=4s", "--set", "limits.repair.quiet=3s", "--set", "limits.repair.tries=1");

            run.Result.ExitCode.Should().NotBe(2, "nobody is needed: {0}", run);
            run.LeftOver.Should().BeEmpty("{0}", run);
            adoptions += run.Events("note").Any(n => n.Contains("now watched by this one", StringComparison.Ordinal)) ? 1 : 0;
            (await scene.StateOfAsync("good")).Should().Be($"{number}.0 ok installed", "died at write {0}: {1}", write, run);
            await shouldBeWholeAsync(run, number);
            await scene.ShouldBeCleanAsync();
            scene.Host.Processes().Should().NotContain(p => p.CommandLine.Contains(".postinst", StringComparison.Ordinal), "died at write {0}: {1}", write, run);
            (await scene.KuPkgAsync("history")).Text.Should().NotContain("not ended", "each dead run is closed by the one that took it up");
        }

        throw new InvalidOperationException($"the run still wrote after {MostWrites} writes");
    }

    private static DebianPackage Version(string name, int number, string postinst) => new(name, $"{number}.0") { Postinst = postinst };

    private static async Task<Scene> MortalSceneAsync()
    {
        var scene = await Scene.StartAsync();
        await scene.HaveAsync(Version("good", 1, "exit 0"), Version("bad", 1, "exit 0"));
        var folder = Directory.CreateDirectory(scene.Host.InHost("/opt/mortal")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Join(Workspace.Artifacts, "mortal")))
            File.Copy(file, Path.Join(folder, Path.GetFileName(file)));
        return scene;
    }
}
