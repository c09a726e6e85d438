using KuPkg.Harness.Commands;

namespace KuPkg.Harness.Packages;

/// <summary>Makes real .deb files with dpkg-deb.</summary>
public static class PackageBuilder
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    /// <summary>Builds the package into a directory.</summary>
    /// <returns>The file's path.</returns>
    public static async Task<string> BuildAsync(DebianPackage package, string directory)
    {
        var tree = Workspace.NewDirectory($"deb-{package.Name}");
        try
        {
            Lay(package, tree);
            var file = Path.Join(directory, package.FileName);
            await Command.MustAsync("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, file);
            return file;
        }
        finally
        {
            Directory.Delete(tree, recursive: true);
        }
    }

    private static void Lay(DebianPackage package, string tree)
    {
        var control = Directory.CreateDirectory(Path.Join(tree, "DEBIAN")).FullName;
        File.SetUnixFileMode(control, Executable);
        File.WriteAllText(Path.Join(control, "control"), ControlFile(package));

        foreach (var (name, body) in new[]
            { ("preinst", package.Preinst), ("postinst", package.Postinst), ("prerm", package.Prerm), ("postrm", package.Postrm), ("config", package.Config) })
        {
            if (body is null)
                continue;
            var path = Path.Join(control, name);
            File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
            File.SetUnixFileMode(path, Executable);
        }
        if (package.Templates is not null)
            File.WriteAllText(Path.Join(control, "templates"), package.Templates + "\n");
        if (package.Triggers is not null)
            File.WriteAllText(Path.Join(control, "triggers"), package.Triggers + "\n");
        if (package.Conffiles.Count > 0)
            File.WriteAllLines(Path.Join(control, "conffiles"), package.Conffiles.Keys);

        foreach (var (path, content) in package.Files.Concat(package.Conffiles))
            WriteBelow(tree, path, content);
        foreach (var (path, program) in package.Programs)
        {
            var file = Path.Join(tree, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.Copy(program, file);
            File.SetUnixFileMode(file, Executable);
        }
        if (package.Ballast is var (where, bytes))
            WriteBallast(Path.Join(tree, where), bytes);
        for (var i = 0; i < package.SmallFiles; i++)
            WriteBelow(tree, $"/usr/share/{package.Name}/{package.Version}-{i:D5}", $"{i}\n");
    }

    private static string ControlFile(DebianPackage package)
    {
        var lines = new List<string>
        {
            $"Package: {package.Name}",
            $"Version: {package.Version}",
            $"Architecture: {package.Architecture}",
            "Maintainer: Tests <tests@localhost>",
            "Section: misc",
            "Priority: optional",
        };
        if (package.Depends.Length > 0)
            lines.Add($"Depends: {package.Depends}");
        if (package.MoreFields.Length > 0)
            lines.Add(package.MoreFields);
        lines.Add($"Description: a package for tests ({package.Name})");
        return string.Join('\n', lines) + "\n";
    }

    private static void WriteBelow(string tree, string path, string content)
    {
        var file = Path.Join(tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private static void WriteBallast(string file, long bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var random = File.OpenRead("/dev/urandom");
        using var to = File.Create(file);
        var buffer = new byte[1 << 20];
        for (var left = bytes; left > 0;)
        {
            var n = (int)Math.Min(buffer.Length, left);
            random.ReadExactly(buffer, 0, n);
            to.Write(buffer, 0, n);
            left -= n;
        }
    }
}
