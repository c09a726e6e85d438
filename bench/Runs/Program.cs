using KuPkg.Bench.Runs;

// The figures of a run, each beside its peer from the same minutes on the same host. Ends with 1 when one does not hold.
// With arguments only the named parts; all but "runs" need no network.
(string Name, Func<Figures, Task> MeasureAsync)[] parts =
    [("runs", WholeRuns.MeasureAsync), ("watch", Watching.MeasureAsync), ("daemon", IdleDaemon.MeasureAsync), ("hung", HungScript.MeasureAsync), ("aside", KeepingAside.MeasureAsync)];
if (args.Except(parts.Select(p => p.Name)).ToArray() is [var unknown, ..])
{
    Console.Error.WriteLine($"There is no part \"{unknown}\"; there are {string.Join(", ", parts.Select(p => p.Name))}.");
    return 64;
}

var figures = new Figures();
foreach (var (name, measureAsync) in parts)
{
    if (args is [] || args.Contains(name))
        await measureAsync(figures);
}

return figures.AllHold ? 0 : 1;
