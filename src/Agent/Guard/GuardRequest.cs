using System.Text;
using KuPkg.Policy.Settings;
using KuPkg.Policy.Watch;

namespace KuPkg.Agent.Guard;

/// <summary>A command that somebody wants watched. Immutable.</summary>
/// <param name="Arguments">The whole vector, byte for byte as given; never empty.</param>
internal sealed record GuardRequest(IReadOnlyList<byte[]> Arguments)
{
    /// <summary>Its own limits.</summary>
    public CommandLimits Limits { get; init; } = new();

    /// <summary>How often it is tried again after a failure.</summary>
    public int Retries { get; init; }

    /// <summary>Null: as the host's configuration says.</summary>
    public Priority? Priority { get; init; }

    /// <summary>What it is called in the history; empty: nothing.</summary>
    public string Name { get; init; } = "";

    /// <summary>The arguments as text; what is no UTF-8 is replaced.</summary>
    public IReadOnlyList<string> Words => [.. Arguments.Select(Encoding.UTF8.GetString)];

    /// <summary>As a person would type it.</summary>
    public override string ToString() => string.Join(' ', Words);
}
