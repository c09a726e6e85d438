namespace KuPkg.Policy.Locks;

/// <summary>What is done about one holder now.</summary>
/// <param name="Why">In words.</param>
public abstract record LockDecision(string Why);

/// <summary>It is left alone and looked at again.</summary>
/// <param name="Why">In words.</param>
public sealed record KeepWaiting(string Why) : LockDecision(Why);

/// <summary>It is stopped and gets one SIGCONT.</summary>
/// <param name="Why">In words.</param>
public sealed record LetGoOn(string Why) : LockDecision(Why);

/// <summary>The least of it that can end the hang is ended, as with a job of KuPkg's own.</summary>
/// <param name="Why">In words.</param>
public sealed record EndHung(string Why) : LockDecision(Why);

/// <summary>The run is deferred.</summary>
/// <param name="Why">In words.</param>
/// <param name="Command">What a person may type.</param>
public sealed record GiveUp(string Why, string Command) : LockDecision(Why);
