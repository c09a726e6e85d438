namespace KuPkg.Harness.Hosts;

/// <summary>
/// The control groups of one booted host: a tree of its own, so that its systemd manages nothing of the machine's,
/// and so that all of it can be found and ended.
/// </summary>
internal sealed class Cgroups
{
    private const string Mount = "/sys/fs/cgroup";

    /// <summary>More processes than any test makes on purpose, far fewer than would harm the machine.</summary>
    private const string MostProcesses = "6000";

    private readonly string _name;

    public Cgroups(string name) => _name = name;

    /// <summary>The v2 hierarchy: alone, or beside v1.</summary>
    private static string Unified => Directory.Exists(Path.Join(Mount, "unified")) ? Path.Join(Mount, "unified") : Mount;

    /// <summary>The host's groups: where its first process has to be put before it starts.</summary>
    public IReadOnlyList<string> Tops
    {
        get
        {
            var tops = new List<string> { Path.Join(Unified, _name) };
            foreach (var v1 in new[] { "systemd", "pids" })
            {
                if (Directory.Exists(Path.Join(Mount, v1)))
                    tops.Add(Path.Join(Mount, v1, _name));
            }
            return tops;
        }
    }

    public void Create()
    {
        foreach (var top in Tops)
        {
            Directory.CreateDirectory(top);
            var limit = Path.Join(top, "pids.max");
            if (File.Exists(limit))
                File.WriteAllText(limit, MostProcesses);
        }
    }

    /// <summary>A new group below the host's own user.slice, for one command that goes in from outside.</summary>
    /// <param name="leader">The host's pid 1.</param>
    /// <param name="command">A name for it.</param>
    /// <returns>The groups that the command's process has to be put in, the v2 one first.</returns>
    public IReadOnlyList<string> ForCommand(int leader, string command)
    {
        // 1:name=systemd:/kuh-1/payload
        // 0::/kuh-1/payload/init.scope
        var groups = new List<string>();
        foreach (var line in File.ReadLines($"/proc/{leader}/cgroup"))
        {
            var fields = line.Split(':', 3);
            var path = fields[2].EndsWith("/init.scope", StringComparison.Ordinal) ? fields[2][..^"/init.scope".Length] : fields[2];
            if (fields[0] == "0")
                groups.Insert(0, Directory.CreateDirectory(Path.Join(Unified, path, "user.slice", command)).FullName);
            else if (fields[1] is "name=systemd" or "pids")
                groups.Add(Path.Join(Mount, fields[1] == "pids" ? "pids" : "systemd", path));
        }
        return groups;
    }

    /// <summary>All processes of the host, as the machine numbers them.</summary>
    public IReadOnlyList<int> Pids()
    {
        var top = Tops[0];
        if (!Directory.Exists(top))
            return [];
        var pids = new List<int>();
        foreach (var group in Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories).Prepend(top))
        {
            try
            {
                pids.AddRange(File.ReadLines(Path.Join(group, "cgroup.procs")).Select(int.Parse));
            }
            catch (Exception e) when (e is IOException or DirectoryNotFoundException)
            {
                // systemd removed the group while we were reading: nobody is in it.
            }
        }
        return pids;
    }

    /// <summary>SIGKILL to all that is in one group, at once.</summary>
    public static void Kill(string group)
    {
        var file = Path.Join(group, "cgroup.kill");
        if (File.Exists(file))
            File.WriteAllText(file, "1");
    }

    /// <summary>SIGKILL to the whole host.</summary>
    public void Kill() => Kill(Tops[0]);

    /// <summary>Removes the empty groups, leaves first.</summary>
    /// <returns>Whether they are gone.</returns>
    public bool Remove()
    {
        foreach (var top in Tops.Where(Directory.Exists))
        {
            foreach (var group in Directory.GetDirectories(top, "*", SearchOption.AllDirectories).OrderByDescending(d => d.Length).Append(top))
            {
                try
                {
                    Directory.Delete(group);
                }
                catch (IOException)
                {
                    // Still busy: a process is on its way out. The caller asks again.
                }
            }
        }
        return !Tops.Any(Directory.Exists);
    }
}
