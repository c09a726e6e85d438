using KuPkg.Policy.Model;

namespace KuPkg.Policy.Kill;

/// <summary>What is to be done next about a package database that may be broken.</summary>
public abstract record RepairDecision;

/// <summary>Nothing is left to do.</summary>
public sealed record Clean : RepairDecision;

/// <summary>Try this rung as a watched job, then look again.</summary>
/// <param name="Rung">Which.</param>
public sealed record TryRung(RepairRung Rung) : RepairDecision;

/// <summary>Give these versions up: return to the outgoing ones, and hold what failed. A closed set: doing only a part of it leaves the host worse.</summary>
/// <param name="Restore">Changes that are undone.</param>
/// <param name="Remove">Packages that were new in the run.</param>
/// <param name="Failed">Changes that failed by themselves: these versions are held, the others only went along.</param>
/// <param name="Why">In words.</param>
public sealed record PutBack(
    IReadOnlyList<Change> Restore, IReadOnlyList<PackageId> Remove, IReadOnlyList<Change> Failed, string Why) : RepairDecision;

/// <summary>The program has nothing left that is safe to try.</summary>
/// <param name="Why">What is broken and what was tried.</param>
/// <param name="Commands">What a person types, in this order.</param>
public sealed record AskPerson(string Why, IReadOnlyList<string> Commands) : RepairDecision;
