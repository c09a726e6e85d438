using KuPkg.Policy.Records;

namespace KuPkg.Agent.Report;

/// <summary>Shows a run while it is at work. May be called from several threads.</summary>
internal interface IRunScreen
{
    /// <summary>Something happened.</summary>
    void Hear(RunEvent happened);

    /// <summary>Work goes on.</summary>
    void Progress(LiveProgress progress);
}
