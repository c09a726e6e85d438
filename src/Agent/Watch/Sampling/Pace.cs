namespace KuPkg.Agent.Watch.Sampling;

/// <summary>When the next look is due: four times a second, less often when nothing changes, and never so often that looking costs more than its share.</summary>
internal sealed class Pace
{
    private const double ShareOfOneCore = 0.008;
    private const int RunawayFrom = 64;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Stillest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // The least of the last looks is what a look costs; the others were interrupted, or the first of their kind.
    private readonly TimeSpan[] _costs = new TimeSpan[4];
    private TimeSpan _wanted = Shortest;
    private int _looks;
    private int _count;
    private bool _isRunningAway;

    public TimeSpan Interval
    {
        get
        {
            var affordable = _costs.Min() / ShareOfOneCore;
            return _isRunningAway ? Shortest : affordable > Longest ? Longest : affordable > _wanted ? affordable : _wanted;
        }
    }

    /// <summary>Notes what a look cost, whether it saw a change, and how many processes it saw.</summary>
    public void Note(TimeSpan cost, bool hasChanged, int count)
    {
        // A tree that doubles is looked at again soon whatever it costs: a few looks later the host could be out of processes.
        _isRunningAway = count > RunawayFrom && count > _count * 3 / 2;
        _count = count;
        _costs[_looks++ % _costs.Length] = cost;
        var stretched = _wanted * 1.25;
        _wanted = hasChanged ? Shortest : stretched < Stillest ? stretched : Stillest;
    }
}
