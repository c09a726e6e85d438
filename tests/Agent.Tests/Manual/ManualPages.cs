namespace KuPkg.Agent.Tests.Manual;

/// <summary>The manual pages. A page that is named here is written by <c>make docs</c>, compared by the tests, and put in place by <c>make install</c>, which takes all of docs/man.</summary>
internal static class ManualPages
{
    public static IReadOnlyList<(string File, Func<string> Make)> All { get; } =
    [
        ("kupkg.8", ProgramPage.Make),
        ("kupkg.toml.5", ConfigPage.Make),
        ("kupkg-contract.5", ContractPage.Make),
    ];

    /// <summary>Where they are in the repository.</summary>
    public const string Folder = "docs/man";
}
