using System.CommandLine;
using System.Text;
using KuPkg.Agent.Commands;
using KuPkg.Agent.Config;

namespace KuPkg.Agent.Tests.Manual;

/// <summary>
/// The completion for bash, from the commands. It needs nothing of the bash-completion package, starts no kupkg, and asks dpkg only where a package is wanted.
/// What an argument or a value completes to follows from its name, so a new command needs a line here only when it takes something new.
/// </summary>
internal static class BashCompletion
{
    public const string File = "packaging/bash-completion/kupkg";

    private const string Head = """
        # shellcheck shell=bash
        # Completion of kupkg(8) for bash. Made by "make docs" from the commands; do not edit.

        # Completes the word $1 to those of the lines on standard input that begin with it.
        _kupkg_of() {
            local line
            while IFS= read -r line; do
                [[ $line != "$1"* ]] || COMPREPLY+=("$line")
            done
        }

        # A pattern for dpkg-query; what is typed may hold no pattern of its own.
        _kupkg_packages() {
            [[ $1 != *[!a-z0-9.+:-]* ]] || return
            _kupkg_of "$1" < <(dpkg-query --show --showformat '${db:Status-Abbrev}${Package}\n' "$1*" 2>/dev/null | sed -n 's/^ii //p')
        }

        _kupkg_held() {
            _kupkg_of "$1" < <(sed -n 's/^Package: \([^:]*\).*/\1/p' /etc/apt/preferences.d/kupkg 2>/dev/null | sort -u)
        }

        _kupkg_paths() {
            # Not in a completion (a test calls the function): nothing to be told.
            compopt -o filenames 2>/dev/null
            _kupkg_of "$2" < <(compgen "$1" -- "$2")
        }


        """;

    private static readonly Dictionary<string, string> ByValue = new(StringComparer.Ordinal)
    {
        [GlobalOptions.Config.Name] = "_kupkg_paths -f \"$cur\"",
        [GlobalOptions.Root.Name] = "_kupkg_paths -d \"$cur\"",
        ["--set"] = $"compopt -o nospace 2>/dev/null\n        _kupkg_of \"$cur\" < <(printf '%s=\\n' {string.Join(' ', SettingKeys.All.Select(k => k.Name))})",
    };

    // By the command and the argument's name, else by that alone.
    private static readonly Dictionary<string, string> ByArgument = new(StringComparer.Ordinal)
    {
        ["unhold PACKAGE"] = "_kupkg_held \"$cur\"",
        ["PACKAGE"] = "_kupkg_packages \"$cur\"",
        ["PKG"] = "_kupkg_packages \"$cur\"",
    };

    public static string Make()
    {
        var root = CommandTree.Root;
        var all = root.All.ToList();
        var values = all.SelectMany(c => c.Options).Where(CommandTree.TakesValue).Select(o => o.Name).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        text.Append($$"""
            _kupkg() {
                local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' word i
                COMPREPLY=()

                # bash takes --config=FILE apart.
                if [[ $cur == = ]]; then
                    cur=''
                elif [[ $before == = && $COMP_CWORD -gt 1 ]]; then
                    before=${COMP_WORDS[COMP_CWORD - 2]}
                fi

                # Which command it is. What belongs to an option is none.
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case $word in
                    {{string.Join(" | ", values)}} | =) ((i++)) ;;
                    -*) ;;
                    *)
                        case ${verb:+$verb }$word in
                        {{string.Join(" | ", all.Where(c => c.Path.Length > 0).Select(c => Quoted(c.Path)))}}) verb=${verb:+$verb }$word ;;
                        esac
                        ;;
                    esac
                done

                case $before in

            """.ReplaceLineEndings("\n"));
        foreach (var (option, completed) in values.Where(ByValue.ContainsKey).Select(v => (v, ByValue[v])))
            text.Append($"    {option})\n        {completed}\n        return\n        ;;\n");
        // Values of which nothing is known.
        text.Append($"    {string.Join(" | ", values.Where(v => !ByValue.ContainsKey(v)))}) return ;;\n");
        text.Append("    esac\n\n    if [[ $cur == -* ]]; then\n        case $verb in\n");
        foreach (var command in all.Where(c => c.Path.Length > 0 && c.Options.Count > 0))
            text.Append($"        {Quoted(command.Path)}) {Offer(command.Options.Select(o => o.Name))} ;;\n");
        text.Append($"        esac\n        {Offer(root.Options.Select(o => o.Name).Where(n => n != "--version"))}\n");
        text.Append($"        [[ -n $verb ]] || {Offer(["--version"])}\n        return\n    fi\n\n    case $verb in\n");
        foreach (var command in all)
        {
            if (command.Subcommands.Count > 0)
                text.Append($"    {Quoted(command.Path)}) {Offer(command.Subcommands.Select(c => c.Name))} ;;\n");
            else if (command.Arguments.Select(a => Completed(command, a)).FirstOrDefault(c => c is not null) is { } completed)
                text.Append($"    {Quoted(command.Path)}) {completed} ;;\n");
        }

        return text.Append("    esac\n}\n\ncomplete -F _kupkg kupkg\n").ToString();
    }

    private static string? Completed(CommandTree command, Argument argument) =>
        ByArgument.GetValueOrDefault($"{command.Path} {argument.Name}") ?? ByArgument.GetValueOrDefault(argument.Name);

    private static string Quoted(string path) => path.Length == 0 || path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;

    private static string Offer(IEnumerable<string> words) => $"_kupkg_of \"$cur\" < <(printf '%s\\n' {string.Join(' ', words)})";
}
