namespace KuPkg.Agent.Doctor;

/// <summary>What the doctor found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">What it is about, in one or two words: <c>package database</c>.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">The command that mends it, or that a person may use; empty: none is needed.</param>
internal sealed record Finding(Severity Severity, string Subject, string Text, string Remedy = "");

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>Worth knowing; nothing is broken.</summary>
    Notice,

    /// <summary>Broken, and KuPkg mends it: with the next run, or with <c>doctor --repair</c>.</summary>
    Mendable,

    /// <summary>Broken, and a person must see to it.</summary>
    NeedsPerson,
}
