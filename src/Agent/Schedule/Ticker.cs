using Quartz;
using Quartz.Extensibility;

namespace KuPkg.Agent.Schedule;

/// <summary>
/// Quartz with its in-memory store: calls each piece of work at once and then at its distance, never the same one beside itself. What was missed while the machine
/// slept or the work was long is made up for by one call, at once.
/// </summary>
internal sealed class Ticker : IAsyncDisposable
{
    private readonly IScheduler _scheduler;

    private Ticker(IScheduler scheduler) => _scheduler = scheduler;

    /// <summary>Makes and starts it.</summary>
    /// <param name="works">What is to be called.</param>
    /// <param name="clock">The clock of the triggers.</param>
    /// <param name="onFailure">Hears the name of a work that threw, and what; it is called again at its next time.</param>
    /// <param name="lookAtLeast">How often Quartz looks for itself whether something is due, as after a sleep; at least 1 s. Default 30 s.</param>
    public static async Task<Ticker> StartAsync(IReadOnlyList<Work> works, TimeProvider clock, Action<string, Exception> onFailure, TimeSpan? lookAtLeast = null)
    {
        var scheduler = await QuartzSchedulerBuilder.Create(q =>
        {
            q.UseInMemoryStore();
            q.UseDefaultThreadPool(works.Count);
            q.UseTimeProvider(clock);
            q.UseJobFactory(new WorkFactory(works, onFailure));
            q.ConfigureScheduler(options =>
            {
                options.InstanceName = "kupkg";
                options.IdleWaitTime = lookAtLeast ?? TimeSpan.FromSeconds(30);
            });
        }).BuildScheduler();
        foreach (var work in works)
        {
            var job = JobBuilder.Create<WorkJob>().WithIdentity(work.Name).Build();
            var trigger = TriggerBuilder.Create(clock).WithIdentity(work.Name).StartAt(clock.GetUtcNow())
                .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(work.Every).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount))
                .Build();
            await scheduler.ScheduleJob(job, trigger);
        }

        await scheduler.Start();
        return new Ticker(scheduler);
    }

    /// <summary>Calls nothing any more, and waits for what was called.</summary>
    public async ValueTask DisposeAsync() => await _scheduler.Shutdown(true);

    [DisallowConcurrentExecution]
    private sealed class WorkJob(Work work, Action<string, Exception> onFailure) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await work.DoAsync();
            }
            catch (Exception e)
            {
                // Whatever it is: Quartz would only log it, to nobody, and one failure must not be the end of all ticks.
                onFailure(work.Name, e);
            }
        }
    }

    private sealed class WorkFactory(IReadOnlyList<Work> works, Action<string, Exception> onFailure) : IJobFactory
    {
        public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new JobScope(new WorkJob(works.First(w => w.Name == bundle.JobDetail.Key.Name), onFailure)));

        public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}

/// <summary>Work that comes again.</summary>
/// <param name="Name">Its name, once in a ticker.</param>
/// <param name="Every">The distance of two calls.</param>
/// <param name="DoAsync">The work.</param>
internal sealed record Work(string Name, TimeSpan Every, Func<Task> DoAsync);
