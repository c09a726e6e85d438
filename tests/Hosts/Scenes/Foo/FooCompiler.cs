using KuPkg.Harness;
using KuPkg.Harness.Commands;

namespace KuPkg.Hosts.Scenes.Foo;

/// <summary>Compiles food in its forms, on the machine: throw-away hosts have no compiler. Safe for concurrent use.</summary>
internal static class FooCompiler
{
    private static int _count;

    private static string Sources => Path.Join(Workspace.Repository, "tests/Hosts/Scenes/Foo");

    private static string Output => Directory.CreateDirectory(Path.Join(Workspace.Artifacts, "food")).FullName;

    /// <summary>The daemon; linked statically, so that it needs nothing of the host.</summary>
    /// <param name="form">The name of a function of forms.c.</param>
    /// <param name="version">What it calls itself.</param>
    /// <param name="library">The library that tells its version in its place; null: none.</param>
    /// <returns>The file.</returns>
    public static Task<string> FoodAsync(string form, string version, string? library) => CompileAsync(
        $"{form}-{version}{(library is null ? "" : "-linked")}",
        [$"-DVERSION=\"{version}\"", $"-DFORM={form}", "-I", FooExample.PathOf("src"), Path.Join(Sources, "forms.c"), .. library is null ? (string[])["-static"] : ["-DWITH_LIBFOO", library]]);

    /// <summary>libfoo.so.1.</summary>
    /// <param name="version">What food calls itself with it.</param>
    /// <returns>The file.</returns>
    public static Task<string> LibraryAsync(string version) =>
        CompileAsync($"libfoo-{version}.so", [$"-DVERSION=\"{version}\"", "-shared", "-fPIC", "-Wl,-soname,libfoo.so.1", Path.Join(Sources, "libfoo.c")]);

    private static async Task<string> CompileAsync(string name, string[] arguments)
    {
        // By rename: another test may be making a package of the same file.
        var file = Path.Join(Output, name);
        var partial = $"{file}.{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        await Command.MustAsync(["gcc", "-std=gnu11", "-O1", "-s", "-Wall", "-Wextra", "-Werror", .. arguments, "-o", partial]);
        File.Move(partial, file, overwrite: true);
        return file;
    }
}
