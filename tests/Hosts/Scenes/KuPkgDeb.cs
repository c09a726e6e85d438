using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Scenes;

/// <summary>The Debian package that <c>make deb</c> left, and later versions of it.</summary>
public static class KuPkgDeb
{
    /// <summary>The package's file.</summary>
    /// <exception cref="FileNotFoundException">There is none, or more than one.</exception>
    public static string Path => Directory.GetFiles(Workspace.Artifacts, "kupkg_*.deb") is [var only]
        ? only
        : throw new FileNotFoundException($"cannot test the Debian package: there is not just one {Workspace.Artifacts}/kupkg_*.deb. Run make deb.");

    /// <summary>Makes a later version of the package: the same, but for what is changed in its tree. Not compressed, so that it takes a second.</summary>
    /// <param name="version">Of the new package.</param>
    /// <param name="folder">Where it is written.</param>
    /// <param name="change">Gets the directory of the unpacked package.</param>
    /// <returns>Its file.</returns>
    public static async Task<string> LaterAsync(string version, string folder, Action<string>? change = null)
    {
        var tree = System.IO.Path.Join(folder, $"tree-{version}");
        await Command.MustAsync("dpkg-deb", "--raw-extract", Path, tree);
        change?.Invoke(tree);
        var control = System.IO.Path.Join(tree, "DEBIAN/control");
        var lines = await File.ReadAllLinesAsync(control);
        await File.WriteAllLinesAsync(control, lines.Select(l => l.StartsWith("Version: ", StringComparison.Ordinal) ? $"Version: {version}" : l));
        var file = System.IO.Path.Join(folder, $"kupkg_{version}_amd64.deb");
        await Command.MustAsync("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, file);
        Directory.Delete(tree, recursive: true);
        return file;
    }
}
