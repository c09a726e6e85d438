using KuPkg.Toml;

namespace KuPkg.Agent.Config;

/// <summary>One file of the configuration, as typed.</summary>
/// <param name="File">Its path.</param>
/// <param name="Root">What is in it.</param>
internal sealed record ConfigFragment(string File, TomlTable Root)
{
    private const long MostBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="mistakes">Gets what is wrong with it.</param>
    /// <returns>What could be read; null when that is nothing.</returns>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static ConfigFragment? Read(string file, List<ConfigMistake> mistakes)
    {
        if (FileTrust.Doubt(file) is { } doubt)
        {
            mistakes.Add(new(file, null, doubt));
            return null;
        }

        try
        {
            using var handle = System.IO.File.OpenHandle(file);
            var length = RandomAccess.GetLength(handle);
            if (length > MostBytes)
            {
                mistakes.Add(new(file, null, $"is {length} bytes long; a configuration has at most {MostBytes}"));
                return null;
            }

            var bytes = new byte[length];
            var parse = TomlDocument.Parse(bytes.AsSpan(0, RandomAccess.Read(handle, bytes, 0)));
            foreach (var diagnostic in parse.Diagnostics)
                mistakes.Add(new(file, diagnostic.Position, diagnostic.Message));
            return new ConfigFragment(file, parse.Root);
        }
        catch (IOException e)
        {
            mistakes.Add(new(file, null, $"cannot be read: {e.Message}"));
            return null;
        }
    }
}
