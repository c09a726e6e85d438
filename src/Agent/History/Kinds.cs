namespace KuPkg.Agent.History;

/// <summary>The words in <c>events.kind</c>.</summary>
internal static class Kinds
{
    public const string RunBegan = "run-began";
    public const string StepBegan = "step-began";
    public const string StepEnded = "step-ended";
    public const string Plan = "plan";
    public const string Package = "package";
    public const string Verdict = "verdict";
    public const string Kill = "kill";
    public const string Aside = "aside";
    public const string PutBack = "put-back";
    public const string Repair = "repair";
    public const string Hold = "hold";
    public const string ServicesSeen = "services-seen";
    public const string Service = "service";
    public const string Note = "note";
    public const string Warning = "warning";
    public const string RunEnded = "run-ended";
}

/// <summary>The words in <c>remarks.kind</c>.</summary>
internal static class Remark
{
    public const string NeedsPerson = "needs-person";
    public const string Warning = "warning";
}

/// <summary>The words in <c>evidence.what</c>.</summary>
internal static class EvidenceOf
{
    public const string Verdict = "verdict";
    public const string Kill = "kill";
    public const string Survivor = "survivor";
    public const string Service = "service";
}

/// <summary>The words in <c>repairs.result</c>.</summary>
internal static class RepairResult
{
    public const string Done = "done";
    public const string Failed = "failed";

    public static string Of(bool isSuccess) => isSuccess ? Done : Failed;
}
