namespace KuPkg.Policy.Model;

/// <summary>A package as the host's database tells it apart.</summary>
/// <param name="Name">The name, such as <c>libc6</c>.</param>
/// <param name="Architecture">The architecture, such as <c>amd64</c> or <c>all</c>; empty when a tool did not say it.</param>
public readonly record struct PackageId(string Name, string Architecture)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
