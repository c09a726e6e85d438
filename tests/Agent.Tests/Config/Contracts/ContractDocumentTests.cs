using System.Text;
using KuPkg.Agent.Config;
using KuPkg.Agent.Config.Contracts;
using KuPkg.Policy.Settings;
using KuPkg.Toml;

namespace KuPkg.Agent.Tests.Config.Contracts;

/// <summary>docs/contract.md says of each key what the reader of contracts knows of it.</summary>
public sealed class ContractDocumentTests
{
    [Fact]
    public Task The_tables_of_the_page_say_what_the_fields_say() => GeneratedFile.ShouldHoldAsync(ContractDocument.File, ContractDocument.Make());

    [Fact]
    public void Each_key_is_in_a_table_and_none_that_is_not_known() =>
        ContractDocument.Service.Concat(ContractDocument.Check).Select(static k => k.Name).Should().BeEquivalentTo(ContractDocument.KnownNames());

    /// <summary>A contract that spells every default out is the contract that gives none. Of a check the kind decides which keys go together.</summary>
    [Theory]
    [InlineData("unit = \"foo.service\"", new[] { "timeout", "within", "tries", "at" })]
    [InlineData("http = \"http://127.0.0.1:7001/health\"", new[] { "status" })]
    public void The_defaults_are_those_that_hold(string kind, string[] keysOfCheck)
    {
        var service = ContractDocument.Service.Where(static k => k.Default.Length > 0).ToList();
        var check = ContractDocument.Check.Where(k => keysOfCheck.Contains(k.Name)).ToList();
        service.Should().NotBeEmpty();
        check.Should().HaveCount(keysOfCheck.Length);

        Read(kind, service, check).Should().BeEquivalentTo(Read(kind, [], []), static o => o.RespectingRuntimeTypes());
    }

    [Fact]
    public void Each_key_of_a_check_that_has_a_default_is_among_those_compared() =>
        ContractDocument.Check.Where(static k => k.Default.Length > 0).Select(static k => k.Name).Should().BeEquivalentTo("timeout", "within", "tries", "at", "status");

    [Fact]
    public void The_contract_of_the_page_is_read_without_a_mistake()
    {
        var page = File.ReadAllText(Path.Join(Harness.Workspace.Repository, ContractDocument.File));
        var example = page.Split("```\n").Single(static b => b.Contains("[service.foo]", StringComparison.Ordinal));

        Parse(example).Checks.Should().HaveCount(2);
    }

    private static ServiceContract Read(string kind, IReadOnlyList<ContractKey> service, IReadOnlyList<ContractKey> check) =>
        Parse($"[service.foo]\npackages = [\"foo\"]\n{Lines(service)}[[service.foo.check]]\n{kind}\n{Lines(check)}");

    private static string Lines(IReadOnlyList<ContractKey> keys) => string.Concat(keys.Select(static k => $"{k.Name} = {k.Default}\n"));

    private static ServiceContract Parse(string text)
    {
        var mistakes = new List<ConfigMistake>();
        var parse = TomlDocument.Parse(Encoding.UTF8.GetBytes(text));
        parse.Diagnostics.Should().BeEmpty();
        var contracts = new ContractReader("foo.toml", mistakes).Read(parse.Root).ToList();
        mistakes.Should().BeEmpty();
        return contracts.Single().Contract;
    }
}
