using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Replaces the program of this process by execve(2): the pid, the start time, the arguments, the environment, the working directory and the standard streams stay; threads,
/// memory and all other descriptors go.
/// </summary>
internal static unsafe partial class SelfExec
{
    // Its value is the pid, which execve keeps: one that a child of such a process inherited says nothing of that child.
    private const string Mark = "KUPKG_REPLACED_ITSELF";

    /// <summary>Whether this process has replaced its program before. The mark is taken away, so that it is told once. It says no more than that: whoever sets it only forgoes the replacing.</summary>
    public static bool TakeMark()
    {
        var isMarked = Environment.GetEnvironmentVariable(Mark) == OwnPid;
        Environment.SetEnvironmentVariable(Mark, null);
        return isMarked;
    }

    /// <summary>Executes another file with what this process was started with, and the mark. It comes back only when that fails.</summary>
    /// <param name="path">The file, by an absolute path.</param>
    /// <returns>Why it could not be executed.</returns>
    /// <exception cref="IOException">/proc cannot be read.</exception>
    public static Win32Exception Replace(string path)
    {
        // As the kernel keeps them, byte for byte: an argument need not be UTF-8.
        var mark = Encoding.UTF8.GetBytes($"{Mark}=");
        using var file = new NativeStrings([path]);
        using var arguments = new NativeStrings(OwnStart.Arguments());
        using var environment = new NativeStrings([Encoding.UTF8.GetBytes($"{Mark}={OwnPid}"), .. OwnStart.Environment().Where(v => !v.AsSpan().StartsWith(mark))]);
        _ = Execute(file.First, arguments.Vector, environment.Vector);
        return Libc.Failure($"execute {path}");
    }

    private static string OwnPid => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    private static partial int Execute(byte* path, byte** arguments, byte** environment);
}
