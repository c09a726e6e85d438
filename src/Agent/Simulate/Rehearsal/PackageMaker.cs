using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>Makes real packages with the root's own dpkg-deb.</summary>
internal sealed class PackageMaker(ILauncher launcher)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Builds one into a folder.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">dpkg-deb failed.</exception>
    public async Task<string> BuildAsync(StagedPackage package, string folder)
    {
        var tree = Path.Join(ThrowAwayRoot.Stage, "tree", $"{package.Name}_{package.Version}");
        ThrowAwayRoot.Write(Path.Join(tree, "DEBIAN/control"), package.Control);
        if (package.Postinst is { } script)
            ThrowAwayRoot.Write(Path.Join(tree, "DEBIAN/postinst"), $"#!/bin/sh\n{script}\n", isProgram: true);
        if (package.BallastPath is { } path)
            WriteBallast(tree + path, package);
        Directory.CreateDirectory(folder);
        var file = Path.Join(folder, package.FileName);
        // Not compressed, so that its bytes are as many as its ballast's.
        var built = await launcher.RunAsync(new Launch("dpkg-deb", ["--root-owner-group", "-Znone", "--build", tree, file]), Limit);
        Directory.Delete(tree, recursive: true);
        return built.IsSuccess ? file : throw new IOException($"tried to build {package.FileName} for the rehearsal: dpkg-deb ended with {built.Status}: {built.Error.Trim()}. See whether this root's dpkg works.");
    }

    private static void WriteBallast(string file, StagedPackage package)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var bytes = new byte[package.BallastBytes];
        // The same in each rehearsal, other in each version.
        new Random(package.FileName.Sum(static c => c)).NextBytes(bytes);
        File.WriteAllBytes(file, bytes);
    }
}
