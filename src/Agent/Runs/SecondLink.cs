using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using KuPkg.Agent.Config;
using KuPkg.Agent.Locks;
using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Runs;

/// <summary>
/// A second link to the file that this process executes. KuPkg is a single file, and once dpkg has renamed a new one over its name it can no longer load what it had not loaded:
/// a run that upgrades KuPkg would die in its middle. So a run executes its file by a link of its own, which no package owns.
/// </summary>
/// <param name="directory">Where the links are: a folder for each version, root's only.</param>
/// <param name="program">The file; a link is followed.</param>
internal sealed class SecondLink(string directory, string program = SecondLink.OwnProgram)
{
    private const string OwnProgram = "/proc/self/exe";

    // The kernel names a process after the file: it stays what operators and start-stop-daemon know it by.
    private const string FileName = "kupkg";

    private const UnixFileMode RootOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The one of this process. It is the host's, under <c>--root</c> too: the file that is executed is the host's, and an image must not get one.</summary>
    public static SecondLink OfHost => new(new HostPaths("/").ProgramsDirectory);

    /// <summary>Whether this process is one file. Else (a build that was not published) its parts are found beside it and nowhere else.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "That it is empty in a single file is what is asked.")]
    public static bool IsOfUse => typeof(SecondLink).Assembly.Location.Length == 0;

    /// <summary>Goes on as the same process, executing the link from its beginning. It comes back only when that cannot be done.</summary>
    /// <returns>Why not, in words for the run's report.</returns>
    public string TryExecute()
    {
        string cause;
        try
        {
            cause = SelfExec.Replace(Make()).Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cause = e.Message.TrimEnd('.');
        }

        return $"could not run from a second link to kupkg in {directory}: {cause}. The run goes on from {Named()}; should an upgrade replace that file now, the run may end early, and the next "
            + $"tick takes it up. See whether {directory} can be written, and whether its file system has room and allows programs (df, mount)";
    }

    /// <summary>The link, made when it is not there: one for each inode, time and size of the program. A copy where there can be no link.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be made, or its directory could be changed by others than root.</exception>
    /// <exception cref="UnauthorizedAccessException">This is not root, or the file system is read-only.</exception>
    public string Make()
    {
        Directory.CreateDirectory(directory, RootOnly);
        if (FileTrust.Doubt(directory) is { } doubt)
            throw new IOException($"{directory} {doubt}");

        using var file = File.OpenHandle(program);
        var length = RandomAccess.GetLength(file);
        var version = string.Create(CultureInfo.InvariantCulture, $"{FileKey.Of(program)[0].Inode:x}-{File.GetLastWriteTimeUtc(file).Ticks:x}-{length:x}");
        var folder = Directory.CreateDirectory(Path.Join(directory, version), RootOnly).FullName;
        var link = Path.Join(folder, FileName);
        if (new FileInfo(link) is not { Exists: true, Length: var there } || there != length)
            Put(link);
        return link;
    }

    /// <summary>Removes the links that no process executes: those of versions that are gone.</summary>
    /// <returns>Why one could not be removed, in words for the run's report; null: all is well.</returns>
    public string? RemoveUnused()
    {
        try
        {
            // By the end of the path: its beginning reads otherwise where a directory above is a symbolic link.
            var executed = ProcTable.Pids().Select(static pid => new FileInfo($"/proc/{pid}/exe").LinkTarget).OfType<string>().ToList();
            foreach (var folder in Directory.GetDirectories(directory))
            {
                if (!executed.Exists(path => path.EndsWith($"/{Path.GetFileName(folder)}/{FileName}", StringComparison.Ordinal)))
                    Directory.Delete(folder, recursive: true);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"could not remove links to older versions of kupkg from {directory}: {e.Message}; they only take space, and the next run tries again";
        }
    }

    private void Put(string link)
    {
        if (FileLink.TryMake(program, link) is null)
            return;

        // Put in place when all of it is on the disk: half a program under the right name would be executed after a power cut.
        var partial = $"{link}.{Environment.ProcessId}";
        try
        {
            File.Copy(program, partial, overwrite: true);
            using (var copy = File.OpenHandle(partial, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(copy);
            File.Move(partial, link, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private string Named() => new FileInfo(program).LinkTarget ?? program;
}
