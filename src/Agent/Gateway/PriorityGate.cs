namespace KuPkg.Agent.Gateway;

/// <summary>
/// A number of places, for which who serves a waiting client goes before who fetches ahead. When all are taken there is one more for such a client: it must not wait until a large file
/// that nobody has asked for yet has come. Thread-safe.
/// </summary>
/// <param name="places">How many. At least 1.</param>
internal sealed class PriorityGate(int places)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _urgent = [];
    private readonly LinkedList<TaskCompletionSource> _patient = [];
    private int _free = places;

    /// <summary>Whether a place is free and nobody waits for one.</summary>
    public bool IsFree
    {
        get
        {
            lock (_gate)
                return _free > 0;
        }
    }

    /// <summary>Takes a place if one is free.</summary>
    public bool TryEnter()
    {
        lock (_gate)
            return _free > 0 && _free-- > 0;
    }

    /// <summary>Waits for a place.</summary>
    public async Task EnterAsync(bool isUrgent, CancellationToken stop)
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = isUrgent ? _urgent : _patient;
        LinkedListNode<TaskCompletionSource> node;
        lock (_gate)
        {
            if (_free > Least(isUrgent))
            {
                _free--;
                return;
            }

            node = line.AddLast(place);
        }

        await using var cancelled = stop.Register(() =>
        {
            lock (_gate)
            {
                if (node.List is null)
                    return;
                line.Remove(node);
            }

            place.TrySetCanceled(stop);
        });
        await place.Task;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            _free++;
            var isUrgent = _urgent.First is not null;
            var line = isUrgent ? _urgent : _patient;
            next = _free > Least(isUrgent) ? line.First?.Value : null;
            if (next is not null)
            {
                line.RemoveFirst();
                _free--;
            }
        }

        next?.TrySetResult();
    }

    private static int Least(bool isUrgent) => isUrgent ? -1 : 0;
}
