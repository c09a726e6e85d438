using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Watch.Sampling;

/// <summary>Measures one job. Not thread-safe.</summary>
internal interface ISampler
{
    /// <summary>When the next sample is due, counted from the last: longer for a large tree, and while nothing changes.</summary>
    TimeSpan Interval { get; }

    /// <summary>Takes a sample.</summary>
    /// <param name="isThorough">Look also for orphans whose parents ended between two looks; done by itself every few seconds.</param>
    TreeSample Sample(bool isThorough = false);

    /// <summary>Processes that were of the tree, took a session of their own, lost their parent and are still there, in words.</summary>
    IReadOnlyList<string> LeftBehind();
}
