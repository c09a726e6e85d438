namespace KuPkg.Policy.Records;

/// <summary>What became of a service that a run touched.</summary>
/// <param name="Service">Its name.</param>
/// <param name="IsWritten">Whether it has a written contract.</param>
/// <param name="Result">What became of it.</param>
/// <param name="Text">Why, or with what proof, in words.</param>
/// <param name="FreedBy">What a person types about it; empty: nothing.</param>
public sealed record ServiceRecord(string Service, bool IsWritten, ServiceFate Result, string Text, string FreedBy);

/// <summary>What became of a service that a run touched.</summary>
public enum ServiceFate
{
    /// <summary>New, alone, and healthy for as long as its contract asks.</summary>
    Healthy,

    /// <summary>It was ill before the run and still is; the run is not blamed for it.</summary>
    IllBefore,

    /// <summary>It is ill, and was not before.</summary>
    Ill,

    /// <summary>Its packages were put back, and it is healthy again.</summary>
    PutBack,

    /// <summary>It runs the old version until a reboot.</summary>
    NeedsReboot,

    /// <summary>It runs the old version until a person restarts it.</summary>
    ByHand,

    /// <summary>It was stopped on purpose, or is KuPkg itself.</summary>
    LeftAlone,
}

/// <summary>How a service is, as far as runs know.</summary>
/// <param name="Record">What the newest run that touched it made of it.</param>
/// <param name="RunId">That run.</param>
/// <param name="At">When it ended.</param>
/// <param name="BootId">In which boot: what a restart or reboot was needed for is over in another one.</param>
public sealed record ServiceState(ServiceRecord Record, long RunId, DateTimeOffset At, string BootId)
{
    /// <summary>Whether it still holds.</summary>
    /// <param name="bootId">The boot that the host is in.</param>
    public bool HoldsIn(string bootId) => Record.Result is ServiceFate.Healthy or ServiceFate.PutBack or ServiceFate.LeftAlone || BootId == bootId;

    /// <summary>Whether something is the matter.</summary>
    public bool IsOpen => Record.Result is ServiceFate.Ill or ServiceFate.IllBefore or ServiceFate.ByHand or ServiceFate.NeedsReboot;
}

/// <summary>One point of a service's way through an upgrade.</summary>
public enum ServiceStep
{
    /// <summary>How it was before.</summary>
    Before,

    /// <summary>Its packages are installed.</summary>
    Installed,

    /// <summary>It is being restarted.</summary>
    Restarting,

    /// <summary>No old instance is left.</summary>
    OldGone,

    /// <summary>The new instance runs.</summary>
    NewStarted,

    /// <summary>Its checks pass.</summary>
    Healthy,

    /// <summary>They went on passing.</summary>
    Stable,

    /// <summary>Something of this failed.</summary>
    Failed,

    /// <summary>Something was done about it.</summary>
    Remedy,

    /// <summary>Something an operator should know, such as old instances that are left alone.</summary>
    Remark,
}

/// <summary>Something that was done to a service, or to a process, outside of a run: by <c>kupkg check --kick</c> or <c>kupkg zombies --clean</c>.</summary>
/// <param name="At">When.</param>
/// <param name="By">The command, such as <c>check --kick</c>.</param>
/// <param name="Service">The service; empty: it was about none.</param>
/// <param name="Act">What, in one word: <c>start</c>, <c>restart</c>, <c>nudge</c>, <c>left-alone</c>.</param>
/// <param name="Why">Because of what.</param>
/// <param name="IsSuccess">Whether it did what it was for, as verified.</param>
/// <param name="Text">What came of it.</param>
public sealed record ServiceAct(DateTimeOffset At, string By, string Service, string Act, string Why, bool IsSuccess, string Text);
