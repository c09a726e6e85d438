using KuPkg.Harness;

namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>The worked example of docs/contract.md: its files, and the package that <c>make example-foo</c> left.</summary>
public static class FooExample
{
    /// <summary>The package's file.</summary>
    /// <exception cref="FileNotFoundException">There is none, or more than one.</exception>
    public static string Package => Directory.GetFiles(Workspace.Artifacts, "foo_*.deb") is [var only]
        ? only
        : throw new FileNotFoundException($"cannot test the worked example: there is not just one {Workspace.Artifacts}/foo_*.deb. Run make example-foo.");

    /// <summary>A file of its source, such as <c>src/run</c>.</summary>
    public static string PathOf(string file) => Path.Join(Workspace.Repository, "packaging/example-foo", file);

    /// <summary>Its text.</summary>
    public static string Read(string file) => File.ReadAllText(PathOf(file));
}
