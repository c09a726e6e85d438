using System.Globalization;
using KuPkg.Policy.Model;

namespace KuPkg.Agent.Drivers;

/// <summary>What each process of a run's tools bears in its environment, so that a later run can tell what a dead one left at work.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Job">The tool's name.</param>
/// <param name="Phase">What it does.</param>
internal sealed record RunMark(long RunId, string Job, Phase Phase)
{
    private const string RunVariable = "KUPKG_RUN", JobVariable = "KUPKG_JOB", PhaseVariable = "KUPKG_PHASE";

    /// <summary>As environment variables.</summary>
    public IEnumerable<(string Key, string Value)> Variables =>
        [(RunVariable, RunId.ToString(CultureInfo.InvariantCulture)), (JobVariable, Job), (PhaseVariable, Phase.ToString())];

    /// <summary>Reads it from an environment as /proc shows it: NAME=VALUE, each ended by a NUL. Null: there is none.</summary>
    public static RunMark? Read(string environment)
    {
        long? run = null;
        var job = "";
        var phase = Phase.Install;
        foreach (var variable in environment.Split('\0'))
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                continue;
            var value = variable[(equals + 1)..];
            switch (variable[..equals])
            {
                case RunVariable when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                    run = number;
                    break;
                case JobVariable:
                    job = value;
                    break;
                case PhaseVariable when Enum.TryParse<Phase>(value, out var known):
                    phase = known;
                    break;
            }
        }

        return run is { } id ? new RunMark(id, job, phase) : null;
    }
}
