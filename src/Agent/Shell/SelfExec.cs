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
        var arguments = Strings(File.ReadAllBytes("/proc/self/cmdline"));
        var mark = Encoding.UTF8.GetBytes($"{Mark}=");
        List<byte[]> environment = [Encoding.UTF8.GetBytes($"{Mark}={OwnPid}"), .. Strings(File.ReadAllBytes("/proc/self/environ")).Where(v => !v.AsSpan().StartsWith(mark))];

        using var file = new NativeStrings([path]);
        var argumentVector = Vector(arguments);
        var environmentVector = Vector(environment);
        _ = Execute(file.First, argumentVector, environmentVector);
        var failure = Libc.Failure($"execute {path}");
        Free(argumentVector);
        Free(environmentVector);
        return failure;
    }

    private static string OwnPid => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    // NAME=VALUE NUL NAME=VALUE NUL
    private static List<byte[]> Strings(byte[] block)
    {
        var strings = new List<byte[]>();
        for (var at = 0; at < block.Length;)
        {
            var end = Array.IndexOf(block, (byte)0, at) is var found and >= 0 ? found : block.Length;
            strings.Add(block[at..end]);
            at = end + 1;
        }

        return strings;
    }

    private static byte** Vector(List<byte[]> strings)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++)
        {
            vector[i] = (byte*)NativeMemory.AllocZeroed((nuint)strings[i].Length + 1);
            strings[i].CopyTo(new Span<byte>(vector[i], strings[i].Length));
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (var at = vector; *at != null; at++)
            NativeMemory.Free(*at);
        NativeMemory.Free(vector);
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    private static partial int Execute(byte* path, byte** arguments, byte** environment);
}
