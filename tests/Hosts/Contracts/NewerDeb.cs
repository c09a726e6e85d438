using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Contracts;

/// <summary>A real package under a higher version: the same files, newly unpacked.</summary>
public static class NewerDeb
{
    /// <summary>Of a package of the machine's own sources.</summary>
    /// <returns>Its file.</returns>
    public static async Task<string> DownloadedAsync(string package)
    {
        var folder = Workspace.NewDirectory("newer");
        (await Command.RunAsync(["apt-get", "download", "-q", package], workingDirectory: folder)).MustSucceed();
        return await OfAsync(Directory.GetFiles(folder, "*.deb").Single());
    }

    /// <summary>Of a package file.</summary>
    /// <returns>Its file.</returns>
    public static async Task<string> OfAsync(string file)
    {
        var folder = Workspace.NewDirectory("newer");
        var root = Path.Join(folder, "root");
        await Command.MustAsync("dpkg-deb", "-R", file, root);
        var control = Path.Join(root, "DEBIAN/control");
        File.WriteAllLines(control, File.ReadAllLines(control).Select(static l => l.StartsWith("Version: ", StringComparison.Ordinal) ? $"{l}+newer" : l));
        var newer = Path.Join(folder, $"{Path.GetFileName(file).Split('_')[0]}_newer_amd64.deb");
        await Command.MustAsync("dpkg-deb", "-b", root, newer);
        return newer;
    }
}
