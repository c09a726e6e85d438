using System.Globalization;
using KuPkg.Policy.Model;

namespace KuPkg.Policy.Plans;

/// <summary>What a person who says "hold this package" gets.</summary>
public abstract record HoldAnswer
{
    /// <summary>This version is to be held.</summary>
    /// <param name="Package">The installed package.</param>
    /// <param name="Version">The version that is kept off.</param>
    public sealed record Hold(PackageId Package, string Version) : HoldAnswer;

    /// <summary>Nothing is.</summary>
    /// <param name="Why">In words, with what to do instead.</param>
    public sealed record Refused(string Why) : HoldAnswer;
}

/// <summary>Which version a person means who holds a package, and until when. Pure.</summary>
public static class HoldRequest
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm"];

    /// <summary>The version that would come next; one that is held already is held anew when nothing else would come.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="version">The version that the person named; null: none.</param>
    /// <param name="inventory">What is installed.</param>
    /// <param name="candidate">What the manager would install; null: nothing.</param>
    /// <param name="holds">The holds in force.</param>
    /// <param name="versions">Orders versions.</param>
    public static HoldAnswer Answer(string package, string? version, Inventory inventory, string? candidate, IReadOnlyList<Plans.Hold> holds, IComparer<string> versions)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(holds);
        ArgumentNullException.ThrowIfNull(versions);
        var installed = inventory.Packages.Where(p => p.Package.Name == package && p.State != PackageState.NotInstalled)
            .OrderBy(static p => p.Package.Architecture, StringComparer.Ordinal).FirstOrDefault();
        if (installed is null)
            return new HoldAnswer.Refused($"{package} is not installed here, so there is no version to keep it at. What is:     dpkg-query -W");
        if (version == installed.Version)
            return new HoldAnswer.Refused($"{package} {version} is installed already. A hold keeps a version off that is not; to return to an earlier one on all hosts:     kupkg rollback {package}");
        if (version is not null)
            return new HoldAnswer.Hold(installed.Package, version);
        if (candidate is not null && versions.Compare(candidate, installed.Version) > 0)
            return new HoldAnswer.Hold(installed.Package, candidate);
        return holds.Where(h => h.Package.Name == package).OrderByDescending(static h => h.Version, versions).FirstOrDefault() is { } held
            ? new HoldAnswer.Hold(held.Package, held.Version)
            : new HoldAnswer.Refused($"no version above {installed.Version} of {package} is known, and a hold is for one version. Name the version, or keep every one away (packages.never, apt-mark hold)     apt-cache policy {package}");
    }

    /// <summary>The instant that a person means: a date (its first moment), a date and time, or a span from now.</summary>
    /// <param name="text">Such as <c>2026-12-01</c>, <c>2026-12-01 14:00</c>.</param>
    /// <param name="span">The text as a duration, where it is one.</param>
    /// <param name="now">Now.</param>
    /// <param name="zone">The host's zone.</param>
    /// <returns>Null: it cannot be read, or is not in the future.</returns>
    public static DateTimeOffset? Until(string text, TimeSpan? span, DateTimeOffset now, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        DateTimeOffset? until = null;
        if (span is { } after)
            until = after <= DateTimeOffset.MaxValue - now ? now + after : null;
        else if (DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            until = Instant(local, zone);
        return until > now ? until : null;
    }

    // In an hour that the clocks leave out: the moment at which they go on.
    private static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
