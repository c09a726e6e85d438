namespace KuPkg.Toml.Tests.Reading;

public sealed class PositionTests
{
    private const string Document = """
        track = "stable"
        "é😀" . b = [1, 'ü',	[ 2 ],
            { x.y = true }, # ü
          1979-05-27 07:32:00]
        text = '''
        ü
        ''' # behind

        [limits.install] # a comment
          quiet = 5

        [[service]]
        [[ service . check ]]
        tcp = ""
        [[service.check]]
        [limits]
        """;

    private static readonly TomlTable Root = Read.Good(Document);

    [Theory]
    [InlineData("track", "1:1", "1:9")]
    [InlineData("é😀", "2:1", "2:1")]
    [InlineData("é😀.b", "2:8", "2:12")]
    [InlineData("é😀.b.3.x", "3:7", "3:7")]
    [InlineData("é😀.b.3.x.y", "3:9", "3:13")]
    [InlineData("text", "5:1", "5:8")]
    [InlineData("limits", "9:2", "16:1")]
    [InlineData("limits.install", "9:9", "9:1")]
    [InlineData("limits.install.quiet", "10:3", "10:11")]
    [InlineData("service", "12:3", "12:1")]
    [InlineData("service.0.check", "13:14", "13:1")]
    [InlineData("service.0.check.0.tcp", "14:1", "14:7")]
    public void Every_key_and_value_knows_its_place(string path, string key, string value)
    {
        var entry = Root.At(path);

        entry.KeyPosition.ToString().Should().Be(key);
        entry.Value.Position.ToString().Should().Be(value);
    }

    [Fact]
    public void Values_in_an_array_know_their_places() =>
        Root.At("é😀.b").Value.As<TomlArray>().Items.Select(item => item.Position.ToString()).Should().Equal("2:13", "2:16", "2:21", "3:5", "4:3");

    [Fact]
    public void Elements_of_an_array_of_tables_know_their_headers() =>
        Root.At("service.0.check").Value.As<TomlArray>().Items.Select(item => item.Position.ToString()).Should().Equal("13:1", "15:1");

    [Fact]
    public void The_root_begins_with_the_file() => Root.Position.Should().Be(new TomlPosition(1, 1));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void Both_line_ends_count_once(string lineEnd) =>
        Read.Good($"{lineEnd}{lineEnd}a = '''{lineEnd}{lineEnd}'''{lineEnd}b = 1").At("b").KeyPosition.Should().Be(new TomlPosition(6, 1));
}
