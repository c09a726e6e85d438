using KuPkg.Agent.Shell;

namespace KuPkg.Agent.Drivers.Apt;

/// <summary>Follows the file to which apt or dpkg writes its steps. Not thread-safe. Holds no file open between calls.</summary>
internal sealed class StatusFdReader(string path) : IProgressReader
{
    private readonly LineFollower _follower = new(path);

    public IReadOnlyList<PackageProgress> Read()
    {
        var steps = new List<PackageProgress>();
        do
        {
            steps.AddRange(_follower.Read().Select(StatusLine.Parse).OfType<PackageProgress>());
        }
        while (!_follower.IsAtEnd);
        return steps;
    }
}
