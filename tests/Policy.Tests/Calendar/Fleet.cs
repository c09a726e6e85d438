using KuPkg.Policy.Calendar;

namespace KuPkg.Policy.Tests.Calendar;

/// <summary>Hosts with random machine ids.</summary>
internal static class Fleet
{
    public static IReadOnlyList<HostPlace> Places(int hosts)
    {
        var random = new Random(20261121);
        var id = new byte[16];
        return [.. Enumerable.Range(0, hosts).Select(_ =>
        {
            random.NextBytes(id);
            return HostPlace.OfMachineId(Convert.ToHexStringLower(id))!.Value;
        })];
    }
}
