using System.Security.Cryptography;
using KuPkg.Harness;
using KuPkg.Harness.Commands;
using KuPkg.Hosts.Scenes;

namespace KuPkg.Hosts.Everyday;

/// <summary>The Debian package as a file: what is in it, how large it is, and what lintian has against it.</summary>
public sealed class PackageFileTests
{
    private const long MostInstalledKib = 60 * 1024;

    [Fact]
    public async Task It_holds_the_published_program_as_it_is_and_installed_takes_at_most_60_MiB()
    {
        var folder = Workspace.NewDirectory("deb");
        try
        {
            await Command.MustAsync("dpkg-deb", "--extract", KuPkgDeb.Path, folder);

            (await HashAsync(Path.Join(folder, "usr/bin/kupkg"))).Should().Be(await HashAsync(Workspace.Binary), "what is appended to a single file must not be stripped; else:     make deb");
            var installedKib = long.Parse((await Command.MustAsync("dpkg-deb", "--field", KuPkgDeb.Path, "Installed-Size")).Line);
            installedKib.Should().BeLessThanOrEqualTo(MostInstalledKib);

            // Read by programs and named by units: not to be compressed.
            foreach (var file in new[]
                {
                    "usr/share/kupkg/kupkg.toml", "usr/share/doc/kupkg/install.md", "usr/share/doc/kupkg/copyright", "usr/share/doc/kupkg/README.Debian",
                    "usr/share/bash-completion/completions/kupkg", "usr/share/doc/kupkg/examples/contracts.d/ssh.toml", "usr/share/doc/kupkg/examples/example-foo/src/run",
                })
                File.Exists(Path.Join(folder, file)).Should().BeTrue(file);
            Directory.GetFiles(Path.Join(folder, "usr/share/doc/kupkg"), "*.notices.txt*").Should().NotBeEmpty("the runtime's licences ask for it");
            File.Exists(Path.Join(folder, "etc/kupkg/kupkg.toml")).Should().BeFalse("as a conffile it would be asked about, and come back");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Its_version_is_that_of_the_program()
    {
        var version = (await Command.MustAsync("dpkg-deb", "--field", KuPkgDeb.Path, "Version")).Line;
        (await Command.MustAsync(Workspace.Binary, "--version")).Line.Should().Be(version);
    }

    [Fact]
    public Task Lintian_has_nothing_against_it_that_is_not_justified() => Lintian.ShouldHaveNothingAgainstAsync(KuPkgDeb.Path);

    private static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await SHA256.HashDataAsync(stream));
    }
}
