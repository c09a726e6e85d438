namespace KuPkg.Policy.Settings;

/// <summary><c>[metrics]</c>: numbers for Prometheus.</summary>
public sealed record MetricsSettings
{
    /// <summary>
    /// The directory from which node_exporter reads text files; <c>kupkg.prom</c> is replaced there after each run and at each tick. Where it is not there nothing is written.
    /// <c>off</c>: nothing is. Default <c>/var/lib/prometheus/node-exporter</c>, as Debian's package has it.
    /// </summary>
    public string TextfileDirectory { get; init; } = "/var/lib/prometheus/node-exporter";

    /// <summary>Whether a file is to be written.</summary>
    public bool IsTextfileWritten => TextfileDirectory != "off";
}
