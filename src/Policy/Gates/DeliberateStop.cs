namespace KuPkg.Policy.Gates;

/// <summary>Tells a unit that somebody stopped from one that ended by itself. What systemd shows of each is in docs/facts.md. Pure.</summary>
public static class DeliberateStop
{
    /// <summary>Why a unit that does not run is not to be started, in words; null: nobody wanted it so.</summary>
    public static string? Of(UnitState unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.IsMasked)
            return $"{unit.Name} is masked";
        if (unit.IsActive || unit.IsStarting || !unit.IsLoaded)
            return null;
        if (unit.ActiveState == "deactivating")
            return $"{unit.Name} is being stopped";
        if (unit.UnitFileState == "disabled")
            return $"{unit.Name} is disabled and does not run";
        return unit.ActiveState == "inactive" ? OfInactive(unit) : null;
    }

    private static string? OfInactive(UnitState unit)
    {
        if (unit.IsConditionUnmet)
            return $"the conditions of {unit.Name} are not met";
        if (unit.LeftActiveAt is not { } left)
            return unit.UnitFileState is "static" or "indirect" or "generated" ? $"nothing starts {unit.Name} at boot" : null;
        // A stop ends the activity and then the process; an end by itself is the other way round. Of a unit without a main process nothing is known, and a stop is assumed.
        if (unit.MainEndedAt is not { } ended || ended > left)
            return $"{unit.Name} was stopped";
        // It would have been started again, or be failed: the stop came between two starts.
        if (unit.Restart == "always" || unit.Result is not ("" or "success"))
            return $"{unit.Name} was stopped between two starts";
        return unit.IsOneShot ? $"{unit.Name} has done its work" : null;
    }
}
