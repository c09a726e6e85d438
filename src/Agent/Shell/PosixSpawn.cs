using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KuPkg.Agent.Shell;

/// <summary>
/// Starts a process by posix_spawn(3): in a session of its own, with each signal's default disposition, an empty mask, and only the descriptors asked for.
/// Thread-safe. It does not copy this process (vfork), so it is quick whatever our memory.
/// </summary>
internal static unsafe partial class PosixSpawn
{
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // glibc's posix_spawnattr_t takes 336 bytes, posix_spawn_file_actions_t 80 and sigset_t 128; some room beyond costs nothing.
    private const int AttributesBytes = 1024;
    private const int ActionsBytes = 512;
    private const int SignalSetBytes = 128;

    private static readonly nint Glibc = NativeLibrary.TryLoad("libc.so.6", out var library) ? library : 0;

    private static readonly delegate* unmanaged<void*, byte*, int> AddChangeDirectory =
        (delegate* unmanaged<void*, byte*, int>)Export("posix_spawn_file_actions_addchdir_np");

    private static readonly delegate* unmanaged<void*, int, int> AddCloseFrom =
        (delegate* unmanaged<void*, int, int>)Export("posix_spawn_file_actions_addclosefrom_np");

    /// <summary>Whether a child can be given another working directory than ours (glibc 2.29).</summary>
    public static bool CanChangeDirectory => AddChangeDirectory != null;

    /// <summary>Starts it.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="pid">The pid when it was started.</param>
    /// <returns>0, or the errno.</returns>
    public static int TryStart(SpawnRequest request, out int pid)
    {
        var highest = request.Descriptors.Keys.Max();
        // A source with a target's number would be overwritten by an earlier dup2, so all of them are moved above the targets first.
        var sources = request.Descriptors.ToDictionary(d => d.Key, d => Libc.DuplicateAbove(d.Value, highest + 1));
        var attributes = stackalloc byte[AttributesBytes];
        var actions = stackalloc byte[ActionsBytes];
        Check(InitializeAttributes(attributes));
        Check(InitializeActions(actions));
        try
        {
            SetAttributes(attributes);
            foreach (var (target, source) in sources)
                Check(AddDuplicate(actions, (int)source.DangerousGetHandle(), target));
            CloseTheRest(actions, sources, highest);
            return Start(request, actions, attributes, out pid);
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            foreach (var source in sources.Values)
                source.Dispose();
        }
    }

    private static int Start(SpawnRequest request, byte* actions, byte* attributes, out int pid)
    {
        using var path = new NativeStrings([request.Path]);
        using var directory = new NativeStrings([request.WorkingDirectory]);
        using var arguments = new NativeStrings(request.Arguments);
        using var environment = new NativeStrings([.. request.Environment.Select(e => $"{e.Key}={e.Value}")]);
        if (AddChangeDirectory != null)
            Check(AddChangeDirectory(actions, directory.First));
        return Spawn(out pid, path.First, actions, attributes, arguments.Vector, environment.Vector);
    }

    private static void SetAttributes(byte* attributes)
    {
        // All bits by hand: sigfillset leaves out the C library's own signals, and posix_spawn then makes the child ignore those.
        var signals = stackalloc byte[SignalSetBytes];
        new Span<byte>(signals, SignalSetBytes).Fill(0xff);
        Check(SetDefaults(attributes, signals));
        new Span<byte>(signals, SignalSetBytes).Clear();
        Check(SetMask(attributes, signals));
        Check(SetFlags(attributes, SetSession | SetSignalDefaults | SetSignalMask));
    }

    // Ours are all close-on-exec. What our own caller left open for us is not, and would otherwise reach every daemon that a package starts.
    private static void CloseTheRest(byte* actions, Dictionary<int, SafeFileHandle> sources, int highest)
    {
        for (var descriptor = 3; descriptor < highest; descriptor++)
        {
            if (!sources.ContainsKey(descriptor))
                Check(AddClose(actions, descriptor));
        }

        if (AddCloseFrom != null)
        {
            Check(AddCloseFrom(actions, highest + 1));
            return;
        }

        foreach (var inherited in OpenDescriptors.Inheritable().Where(d => d > highest))
            Check(AddClose(actions, inherited));
    }

    // These fail only for want of memory, or by a mistake of ours.
    private static void Check(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"posix_spawn could not be prepared: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static nint Export(string name) =>
        Glibc != 0 && NativeLibrary.TryGetExport(Glibc, name, out var address) ? address : 0;

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(out int pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int source, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    private static partial int AddClose(byte* actions, int descriptor);
}
