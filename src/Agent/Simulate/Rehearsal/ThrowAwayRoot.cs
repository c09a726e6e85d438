using KuPkg.Agent.Config;

namespace KuPkg.Agent.Simulate.Rehearsal;

/// <summary>
/// A root over the host's own, in this process's private namespaces: what is written goes to memory and is gone with the last process. It has its own /proc, an
/// empty /run and /tmp, the few devices that programs need, and a policy-rc.d that lets no service start. Nothing of the host itself can be reached from it.
/// </summary>
internal static class ThrowAwayRoot
{
    /// <summary>Where the rehearsal keeps its things.</summary>
    public const string Stage = "/run/kupkg-rehearsal";

    /// <summary>kupkg's own file in it.</summary>
    public const string Program = $"{Stage}/kupkg";

    private static readonly string[] Places = ["/mnt", "/media", "/srv", "/opt", "/tmp"];
    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom", "tty"];
    private static readonly (string Name, string Target)[] Links = [("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")];

    /// <summary>Builds it, and makes it the root of this process.</summary>
    /// <param name="lower">The host, or the root that stands for one.</param>
    /// <param name="program">kupkg's own file.</param>
    /// <exception cref="IOException">The kernel refuses a mount.</exception>
    public static void Enter(HostPaths lower, string program)
    {
        var ground = Array.Find(Places, p => Directory.Exists(p) && !IsBelow(lower.Root, p) && !IsBelow(program, p))
            ?? throw new IOException($"tried to find a place for the rehearsal among {string.Join(", ", Places)}: none is there that holds neither {lower.Root} nor {program}. Make /mnt.");
        var points = MountTable.Below(File.ReadAllText("/proc/self/mountinfo"), lower.Root);
        Mounts.Memory(ground, "mode=755");
        var root = Path.Join(ground, "root");
        Layer(ground, 0, lower.Root, root);
        foreach (var (number, point) in points.Where(p => Directory.Exists(Path.Join(root, p))).Index())
            Layer(ground, number + 1, lower.At(point), Path.Join(root, point));
        Furnish(root, program);
        Mounts.BecomeRoot(root);
        Mounts.LoopbackUp();
        Write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", isProgram: true);
    }

    /// <summary>Writes a file, with its directories.</summary>
    public static void Write(string path, string text, bool isProgram = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)(isProgram ? 0b111_101_101 : 0b110_100_100));
    }

    /// <summary>An empty file system in memory over a directory, which is made when it is not there.</summary>
    public static void Empty(string directory, string options = "mode=755")
    {
        Directory.CreateDirectory(directory);
        Mounts.Memory(directory, options);
    }

    private static bool IsBelow(string path, string directory) => (path + "/").StartsWith(directory + "/", StringComparison.Ordinal);

    private static void Layer(string ground, int number, string lower, string directory)
    {
        var (upper, work) = (Path.Join(ground, $"upper-{number}"), Path.Join(ground, $"work-{number}"));
        Directory.CreateDirectory(upper);
        Directory.CreateDirectory(work);
        Directory.CreateDirectory(directory);
        // The top of the layer shows the mode of the upper directory.
        File.SetUnixFileMode(upper, File.GetUnixFileMode(lower));
        Mounts.Overlay(lower, upper, work, directory);
    }

    private static void Furnish(string root, string program)
    {
        string At(string inside) => Path.Join(root, inside);
        Directory.CreateDirectory(At("proc"));
        Mounts.Processes(At("proc"));
        Empty(At("run"));
        Empty(At("tmp"), "mode=1777");
        Empty(At("dev"));
        foreach (var device in Devices.Where(static d => File.Exists($"/dev/{d}")))
        {
            File.WriteAllText(At($"dev/{device}"), "");
            Mounts.Same($"/dev/{device}", At($"dev/{device}"));
        }

        foreach (var (name, target) in Links)
            File.CreateSymbolicLink(At($"dev/{name}"), target);
        Directory.CreateDirectory(At("dev/shm"));
        Directory.CreateDirectory(At("run/lock"));
        Directory.CreateDirectory(At(Stage));
        File.WriteAllText(At(Program), "");
        Mounts.Same(program, At(Program));
    }
}
