namespace KuPkg.Agent.Tests;

/// <summary>A file of the repository that is made from the code: committed, so that it can be read and packaged without a build, and compared by a test. KUPKG_WRITE_DOCS=1 writes it.</summary>
internal static class GeneratedFile
{
    /// <param name="path">Below the repository.</param>
    /// <param name="made">What the code says that it holds.</param>
    public static async Task ShouldHoldAsync(string path, string made)
    {
        var file = Path.Join(Harness.Workspace.Repository, path);
        if (Environment.GetEnvironmentVariable("KUPKG_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, made);
        }

        (await File.ReadAllTextAsync(file)).Should().Be(made, "make docs writes {0}", path);
    }
}
