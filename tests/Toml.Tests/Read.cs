using System.Text;

namespace KuPkg.Toml.Tests;

/// <summary>Short ways to read a text and to find a value in it.</summary>
internal static class Read
{
    public static TomlParse Text(string text) => TomlDocument.Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The root of a text that has no mistakes.</summary>
    public static TomlTable Good(string text)
    {
        var parse = Text(text);
        parse.Diagnostics.Should().BeEmpty();
        return parse.Root;
    }

    /// <summary>The entry under a dotted path; numbers are places in an array.</summary>
    public static TomlEntry At(this TomlTable root, string path)
    {
        TomlEntry? found = null;
        TomlValue value = root;
        foreach (var part in path.Split('.'))
        {
            if (value is TomlArray array)
            {
                value = array.Items[int.Parse(part)];
                continue;
            }

            ((TomlTable)value).TryGet(part, out found).Should().BeTrue("{0} is there", part);
            value = found!.Value;
        }

        return found!;
    }

    /// <summary>What a text of one statement <c>v = …</c> gives.</summary>
    public static T Value<T>(string text)
        where T : TomlValue => Good($"v = {text}").At("v").Value.Should().BeOfType<T>().Subject;

    /// <summary>All mistakes of a text, each as <c>line:column  message</c>.</summary>
    public static IEnumerable<string> Mistakes(string text) => Text(text).Diagnostics.Select(diagnostic => diagnostic.ToString());
}
