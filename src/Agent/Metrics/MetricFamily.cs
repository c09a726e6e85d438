namespace KuPkg.Agent.Metrics;

/// <summary>One metric with all its samples.</summary>
/// <param name="Name">As Prometheus knows it.</param>
/// <param name="IsCounter">A number that only grows; false: a gauge.</param>
/// <param name="Help">What it says, with its unit.</param>
/// <param name="Samples">In the order in which they are written.</param>
internal sealed record MetricFamily(string Name, bool IsCounter, string Help, IReadOnlyList<Sample> Samples)
{
    public string Type => IsCounter ? "counter" : "gauge";

    /// <summary>A gauge with one sample and no labels.</summary>
    public static MetricFamily Gauge(string name, string help, double value) => new(name, IsCounter: false, help, [new Sample([], value)]);

    /// <summary>A counter likewise.</summary>
    public static MetricFamily Counter(string name, string help, double value) => new(name, IsCounter: true, help, [new Sample([], value)]);
}

/// <summary>A value with its labels.</summary>
internal sealed record Sample(IReadOnlyList<(string Name, string Value)> Labels, double Value);
