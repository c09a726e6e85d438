using KuPkg.Harness.Commands;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>The completion, asked by a real bash.</summary>
public class BashCompletionTests
{
    [Fact]
    public Task The_completion_says_what_the_commands_say() => GeneratedFile.ShouldHoldAsync(BashCompletion.File, BashCompletion.Make());

    [Fact]
    public async Task At_the_beginning_all_commands_are_offered() =>
        (await CompleteAsync("kupkg", "")).Should().BeEquivalentTo(CommandTree.Root.Subcommands.Select(c => c.Name));

    [Theory]
    [InlineData("sta", "status")]
    [InlineData("config ", "check show")]
    [InlineData("config sh", "show")]
    [InlineData("--json config c", "check")]
    [InlineData("--config /etc/passwd config c", "check")]
    [InlineData("--config = /etc/passwd config c", "check")]
    [InlineData("run --d", "--dry-run")]
    [InlineData("run --set limits.install.q", "limits.install.quiet=")]
    [InlineData("run --set limits.install.quiet = 9s --now dpk", "dpkg dpkg-dev")]
    [InlineData("history --limit ", "")]
    [InlineData("history --js", "--json")]
    [InlineData("--vers", "--version")]
    [InlineData("run --vers", "")]
    [InlineData("status --dry", "")]
    [InlineData("--config /etc/passw", "/etc/passwd")]
    [InlineData("--config = /etc/host", "/etc/hosts")]
    [InlineData("--root /etc/ap", "/etc/apt")]
    [InlineData("run dpkg*", "")]
    [InlineData("unhold no-such-", "")]
    public async Task What_is_typed_is_completed(string typed, string expected)
    {
        var offered = await CompleteAsync(["kupkg", .. typed.Split(' ')]);

        // What else a machine has of such names is its own affair.
        var word = typed.Split(' ')[^1];
        offered.Where(o => !o.StartsWith(word, StringComparison.Ordinal)).Should().BeEmpty();
        if (expected.Length == 0)
            offered.Should().BeEmpty();
        else
            offered.Should().Contain(expected.Split(' '));
    }

    [Fact]
    public async Task A_package_is_offered_only_when_it_is_installed()
    {
        var offered = await CompleteAsync("kupkg", "run", "lib");
        var installed = (await Command.MustAsync("dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n")).Text.Split('\n').Where(l => l.StartsWith("installed ", StringComparison.Ordinal)).Select(l => l[10..]);
        offered.Distinct().Should().BeEquivalentTo(installed.Distinct().Where(p => p.StartsWith("lib", StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<string>> CompleteAsync(params string[] words)
    {
        var file = Path.Join(Harness.Workspace.Repository, BashCompletion.File);
        const string ask = "set -u; . \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _kupkg; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p kupkg >/dev/null";
        var result = (await Command.RunAsync(["bash", "--norc", "-c", ask, "bash", file, .. words])).MustSucceed();
        result.ErrorText.Should().BeEmpty();
        return [.. result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
