using KuPkg.Agent.Tests.Config.Contracts;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>kupkg-contract(5), from docs/contract.md.</summary>
internal static class ContractPage
{
    public static string Make()
    {
        var page = new Roff("kupkg-contract", 5, Release.Date, Release.Version, ContractDocument.File)
            .Name("kupkg-contract", "what must be true of a service before and after an upgrade")
            .Section("Synopsis").Lines("/usr/lib/kupkg/contracts.d/*.toml", "/etc/kupkg/contracts.d/*.toml", "/run/kupkg/contracts.d/*.toml");
        Markdown.Write(page, ContractDocument.Make(), introduction: "Description");
        return page.Section("See also").Paragraph("kupkg(8), kupkg.toml(5), systemd.service(5), systemd.kill(5), init(5), start-stop-daemon(8)").ToString();
    }
}
