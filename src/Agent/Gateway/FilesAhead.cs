using System.Buffers;
using System.Net;
using KuPkg.Policy.Mirrors;

namespace KuPkg.Agent.Gateway;

/// <summary>Fetches the files of a download plan ahead of the package manager, which reads them in order. Thread-safe.</summary>
internal sealed class FilesAhead : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly Desk _desk;
    private readonly Lock _gate = new();
    private Plan _plan = new();

    public FilesAhead(Desk desk) => _desk = desk;

    /// <summary>What is expected of a file; null: it is in no plan.</summary>
    public FileRequest? Expected(string key) => _plan.Expected.GetValueOrDefault(key);

    /// <summary>A new plan. What was fetched for the last one is dropped, but for what a client is reading.</summary>
    public void Begin(IReadOnlyList<FileRequest> files)
    {
        var plan = new Plan();
        foreach (var file in files)
        {
            plan.Expected.TryAdd(file.Key, file);
            if (file.SizeBytes is { } size && size <= _desk.Setup.SpoolBytes && plan.Files.TryAdd(file.Key, new SpoolFile(file, size)))
                plan.Queue.Enqueue(file.Key);
        }

        Plan old;
        lock (_gate)
            (old, _plan) = (_plan, plan);
        _ = old.EndAsync();
        plan.Workers = [.. Enumerable.Range(0, Math.Min(_desk.Setup.FilesAhead, plan.Queue.Count)).Select(_ => Task.Run(() => WorkAsync(plan)))];
    }

    /// <summary>The file as it is fetched ahead; null: it is not. Who gets one gives it back by <see cref="Leave"/>.</summary>
    public SpoolFile? Join(string key)
    {
        var plan = _plan;
        SpoolFile? file;
        lock (plan.Gate)
            file = plan.Files.GetValueOrDefault(key);
        return file?.TryJoin() == true ? file : null;
    }

    /// <param name="file">What was joined.</param>
    /// <param name="isServed">The client has all of it, so that it is not needed any more.</param>
    public void Leave(SpoolFile file, bool isServed)
    {
        file.Release();
        if (isServed)
            _plan.Drop(file);
    }

    /// <summary>The package manager does not want this copy.</summary>
    public void Drop(string key)
    {
        var plan = _plan;
        SpoolFile? file;
        lock (plan.Gate)
            file = plan.Files.GetValueOrDefault(key);
        if (file is not null)
            plan.Drop(file);
    }

    public async ValueTask DisposeAsync() => await _plan.EndAsync();

    private async Task WorkAsync(Plan plan)
    {
        while (await plan.NextAsync(_desk.Setup.SpoolBytes, WorthItAsync) is { } file)
        {
            var isWhole = false;
            try
            {
                await FetchAsync(file, plan.Stop.Token);
                isWhole = true;
            }
            catch (Exception e) when (e is GivenUp or FetchInterrupted or OperationCanceledException or IOException or UnauthorizedAccessException)
            {
                // The client that asks for it fetches it anew and hears why it cannot be had; here nobody listens.
            }
            finally
            {
                file.End(isWhole);
                if (!isWhole)
                    plan.Drop(file);
            }
        }
    }

    private async Task WorthItAsync(FileRequest file, CancellationToken stop)
    {
        while (true)
        {
            var memories = _desk.Book.Memories(file.Group);
            var best = MirrorRanking.Rank(file.Group, memories, _desk.Time.GetUtcNow())[0];
            if (SpreadPolicy.IsAheadWorthIt(memories[best]))
                return;

            // The client takes its files directly meanwhile; the mirror may become slow at any time.
            await Task.Delay(LookAgain, _desk.Time, stop);
        }
    }

    private async Task FetchAsync(SpoolFile file, CancellationToken stop)
    {
        using var fetch = new FileFetch(_desk, file.File, stop);
        await fetch.OpenAsync();
        if (fetch.Status != HttpStatusCode.OK)
            throw new FetchInterrupted("not a whole file");
        file.Open(_desk.Setup.SpoolDirectory, fetch.Version with { LengthBytes = file.SizeBytes });
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            while (await fetch.ReadAsync(buffer) is var read and > 0)
                file.Write(buffer.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Plan
    {
        private TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _used;

        public Lock Gate { get; } = new();

        public Dictionary<string, FileRequest> Expected { get; } = [];

        public Dictionary<string, SpoolFile> Files { get; } = [];

        public Queue<string> Queue { get; } = new();

        public CancellationTokenSource Stop { get; } = new();

        public Task[] Workers { get; set; } = [];

        /// <summary>The next file that there is room for, begun; null: none is left, or the plan is over.</summary>
        public async Task<SpoolFile?> NextAsync(long room, Func<FileRequest, CancellationToken, Task> worthIt)
        {
            while (!Stop.IsCancellationRequested)
            {
                FileRequest? next;
                lock (Gate)
                    next = Queue.TryPeek(out var key) ? Expected.GetValueOrDefault(key) : null;
                try
                {
                    if (next is not null)
                        await worthIt(next, Stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return null;
                }

                Task freed;
                lock (Gate)
                {
                    freed = _freed.Task;
                    if (Queue.Count == 0)
                        return null;
                    if (!Files.TryGetValue(Queue.Peek(), out var file))
                    {
                        Queue.Dequeue();
                        continue;
                    }

                    if (_used + file.SizeBytes <= room)
                    {
                        Queue.Dequeue();
                        if (!file.TryBegin())
                            continue;
                        _used += file.SizeBytes;
                        file.HasRoom = true;
                        return file;
                    }
                }

                try
                {
                    await freed.WaitAsync(Stop.Token);
                }
                catch (OperationCanceledException)
                {
                    return null;
                }
            }

            return null;
        }

        public void Drop(SpoolFile file)
        {
            lock (Gate)
            {
                if (!Files.TryGetValue(file.File.Key, out var known) || known != file)
                    return;
                Files.Remove(file.File.Key);
                if (file.HasRoom)
                    _used -= file.SizeBytes;
                _freed.SetResult();
                _freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            file.Release();
        }

        public async Task EndAsync()
        {
            await Stop.CancelAsync();
            await Task.WhenAll(Workers);
            List<SpoolFile> left;
            lock (Gate)
                left = [.. Files.Values];
            foreach (var file in left)
                Drop(file);
        }
    }
}
