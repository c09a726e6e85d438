namespace KuPkg.Toml.Tests.Mistakes;

/// <summary>What an operator is told of each kind of mistake: where it is, what is wrong, what would be right. One line of input, one mistake.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("track = stable", "1:9  text needs quotation marks: \"stable\"")]
    [InlineData("every = 12h", "1:9  text needs quotation marks: \"12h\"")]
    [InlineData("floor = 2 KiB/s over 15s # slow", "1:9  text needs quotation marks: \"2 KiB/s over 15s\"")]
    [InlineData("ip = 127.0.0.1", "1:6  text needs quotation marks: \"127.0.0.1\"")]
    [InlineData("a = [ Mon-Fri 01:00, 2 ]", "1:7  text needs quotation marks: \"Mon-Fri 01:00\"")]
    [InlineData("a = { b = 2 KiB, c = 1 }", "1:11  text needs quotation marks: \"2 KiB\"")]
    [InlineData("a = [ 2 KiB, 1 ]", "1:7  text needs quotation marks: \"2 KiB\"")]
    [InlineData("a = C:\\dir", "1:5  text needs quotation marks: 'C:\\dir'")]
    [InlineData("a = “b”", "1:5  typographic quotation marks do not count; write straight ones: \"b\"")]
    [InlineData("a = True", "1:5  a boolean is written in lower case: true")]
    [InlineData("a = off", "1:5  \"off\" is no value; a boolean is written true or false, text in quotation marks: \"off\"")]
    [InlineData("a = null", "1:5  \"null\" is no value; TOML has no null, leave the key out, or write text in quotation marks: \"null\"")]
    [InlineData("a = -Inf", "1:5  this float is written in lower case: -inf")]
    [InlineData("a =", "1:4  a value is missing here; empty text is written \"\"")]
    [InlineData("a = # none", "1:5  a value is missing here; empty text is written \"\"")]
    [InlineData("a == 1", "1:4  a second \"=\"; text that begins with it needs quotation marks")]
    [InlineData("a =\u00a01", "1:4  the invisible character U+00A0 may stand in strings and comments only; write a space, or delete it")]
    [InlineData("a = 1 2", "1:5  text needs quotation marks: \"1 2\"")]
    [InlineData("a = 1 b = 2", "1:7  a new line must begin before this key: nothing but a comment may follow the value")]
    [InlineData("a = '1' 2", "1:9  nothing but a comment may follow the value, but \"2\" does")]
    [InlineData("a = 'x',", "1:8  no comma may stand here; several values need brackets around them: [1, 2]")]
    [InlineData("a = \"say \"hi\"\"", "1:11  the string ends before this; a quotation mark inside a string is written \\\", between quotation marks (\")")]
    public void Values(string text, string mistake) => Read.Mistakes(text).Should().Equal(mistake);

    [Theory]
    [InlineData("a = 007", "1:5  a decimal number may not begin with 0; 0o begins an octal one")]
    [InlineData("a = -01.5", "1:5  a decimal number may not begin with 0; 0o begins an octal one")]
    [InlineData("a = 1__0", "1:5  an underscore in a number must stand between two digits")]
    [InlineData("a = 0x_1", "1:5  an underscore in a number must stand between two digits")]
    [InlineData("a = .5", "1:5  a digit is missing before the point")]
    [InlineData("a = 5.", "1:5  a digit is missing after the point")]
    [InlineData("a = 1e", "1:5  a digit is missing in the exponent")]
    [InlineData("a = 0b102", "1:5  \"2\" is no digit of a binary number")]
    [InlineData("a = 0o", "1:5  an octal number needs a digit after 0o")]
    [InlineData("a = -0xF", "1:5  a hexadecimal number has no sign")]
    [InlineData("a = 0XF", "1:5  a hexadecimal number begins with 0x, in lower case")]
    [InlineData("a = 9223372036854775808", "1:5  this integer is beyond 64 bits: at least -9223372036854775808, at most 9223372036854775807")]
    public void Numbers(string text, string mistake) => Read.Mistakes(text).Should().Equal(mistake);

    [Theory]
    [InlineData("a = 2023-13-01", "1:5  month 13: months go from 01 to 12")]
    [InlineData("a = 2023-02-29", "1:5  day 29: the days of 2023-02 go from 01 to 28")]
    [InlineData("a = 2023-2-9", "1:5  a date is written YYYY-MM-DD, as in 1979-05-27; text needs quotation marks")]
    [InlineData("a = 24:00:00", "1:5  hour 24: hours go from 00 to 23")]
    [InlineData("a = 23:60:00", "1:5  minute 60: minutes go from 00 to 59")]
    [InlineData("a = 23:59:61", "1:5  second 61: seconds go from 00 to 59")]
    [InlineData("a = 07:30", "1:5  a time is written hh:mm:ss, as in 07:32:00 or 07:32:00.5; text needs quotation marks")]
    [InlineData("a = 07:30:00.", "1:5  a time is written hh:mm:ss, as in 07:32:00 or 07:32:00.5; text needs quotation marks")]
    [InlineData("a = 2023-02-01 07:30:00+1", "1:5  the offset of a time from UTC is written Z, +hh:mm or -hh:mm")]
    [InlineData("a = 2023-02-01T07:30:00+24:00", "1:5  offset 24:00: hours go from 00 to 23, minutes from 00 to 59")]
    [InlineData("a = 10-minutes", "1:5  text needs quotation marks: \"10-minutes\"")]
    public void Dates_and_times(string text, string mistake) => Read.Mistakes(text).Should().Equal(mistake);

    [Theory]
    [InlineData("a = \"b", "1:5  the string is not closed: a quotation mark (\") is missing before the end of the line")]
    [InlineData("a = 'b", "1:5  the string is not closed: a single quotation mark (') is missing before the end of the line")]
    [InlineData("a = \"\"\"b", "1:5  the multi-line string is not closed: \"\"\" is missing")]
    [InlineData("a = '''b''", "1:5  the multi-line string is not closed: ''' is missing")]
    [InlineData("a = \"C:\\dir\\x\"", "1:8  a backslash and \"d\" are no escape; a backslash itself is written \\\\, or the string between single quotation marks (')")]
    [InlineData("a = \"\\e\"", "1:6  \\e is no escape in TOML 1.0; write \\u001B")]
    [InlineData("a = \"\\x41\"", "1:6  \\x is no escape in TOML 1.0; write \\u and 4 hexadecimal digits; a backslash itself is written \\\\, or the string between single quotation marks (')")]
    [InlineData("a = \"\\u12\"", "1:6  \\u12 is no character: \\u needs 4 hexadecimal digits")]
    [InlineData("a = \"\\ud800\"", "1:6  \\ud800 is no character: the codes from D800 to DFFF are halves of pairs, write the whole one with \\U and 8 digits")]
    [InlineData("a = \"\\U00110000\"", "1:6  \\U00110000 is no character: codes go up to 0010FFFF")]
    [InlineData("a = \"\u0001\"", "1:6  the control character U+0001 in a string must be written \\u0001")]
    [InlineData("a = '\u007f'", "1:6  the control character U+007F in a string must be written \\u007F, and the string between quotation marks (\")")]
    [InlineData("a = \"b\rc\"", "1:7  a carriage return alone in a string must be written \\r")]
    [InlineData("a = 1 # b\u0000c", "1:10  a comment may not contain the control character U+0000")]
    [InlineData("# b\rc = 1", "1:4  a carriage return alone ends no line; a line ends with a line feed, or with both")]
    public void Strings_and_comments(string text, string mistake) => Read.Mistakes(text).Should().Equal(mistake);

    [Theory]
    [InlineData("= 1", "1:1  a key is missing before the \"=\"")]
    [InlineData("a", "1:2  \"=\" and a value are missing after this key")]
    [InlineData("a: 1", "1:2  a key is followed by \"=\", not by \":\"")]
    [InlineData("a. = 1", "1:4  a part of the key is missing after the dot")]
    [InlineData(".a = 1", "1:1  a key is expected here, not \".a\"")]
    [InlineData("café = 1", "1:4  \"é\" in a key needs quotation marks: \"café\"")]
    [InlineData("http://x.y/z = 1", "1:5  \":\" in a key needs quotation marks: \"http://x.y/z\"")]
    [InlineData("a b = 1", "1:3  \"=\" is missing between the key and \"b\"; a key with other characters than A-Z a-z 0-9 _ - needs quotation marks")]
    [InlineData("'''a''' = 1", "1:1  a key cannot be a multi-line string; write it between single quotation marks")]
    [InlineData("; a", "1:1  a comment begins with #")]
    [InlineData("// a", "1:1  a comment begins with #")]
    [InlineData("{ \"a\": 1 }", "1:1  a key is expected here, not \"{\"")]
    [InlineData("a\rb = 1", "1:2  \"=\" is missing between the key and a carriage return alone, which ends no line; a key with other characters than A-Z a-z 0-9 _ - needs quotation marks")]
    [InlineData("[]", "1:2  a table's name is missing after the bracket")]
    [InlineData("[a", "1:3  the header is not closed: \"]\" is missing here")]
    [InlineData("[[a]", "1:5  the header of an array's element is not closed: a second \"]\" is missing here")]
    [InlineData("[a]]", "1:4  this bracket is one too many; a table is written [name], an element of an array of tables [[name]]")]
    [InlineData("[a b]", "1:4  \"]\" is missing after the table's name; a name with other characters than A-Z a-z 0-9 _ - needs quotation marks")]
    [InlineData("[a] b = 1", "1:5  a new line must begin before this key: nothing but a comment may follow the header")]
    [InlineData("[a] b", "1:5  nothing but a comment may follow the header, but \"b\" does")]
    public void Keys_and_headers(string text, string mistake) => Read.Mistakes(text).Should().Equal(mistake);

    [Theory]
    [InlineData("a = [1, 2", "1:5  this bracket is not closed: \"]\" is missing")]
    [InlineData("a = { b = 1", "1:5  this bracket is not closed: \"}\" is missing")]
    [InlineData("a = [1 2 3]", "1:8  a comma is missing before this value")]
    [InlineData("a = [1,,2]", "1:8  a value is missing before this comma")]
    [InlineData("a = [1}", "1:7  \"]\" is missing before this bracket")]
    [InlineData("a = [b = 1, c = 2]", "1:6  an array holds values without keys; keys and values belong between { and }")]
    [InlineData("a = { b = 1, }", "1:14  an inline table may not end with a comma")]
    [InlineData("a = { b = 1 c = 2 }", "1:13  a comma is missing before this key")]
    [InlineData("a = { , b = 1 }", "1:7  a key and a value are missing before this comma")]
    [InlineData("a = { b }", "1:9  \"=\" and a value are missing after this key")]
    [InlineData("a = { b = }", "1:11  a value is missing here; empty text is written \"\"")]
    [InlineData("a = { b = 1 ]", "1:13  \"}\" is missing before this bracket")]
    [InlineData("a = { b = 'c' d }", "1:15  a comma is missing before this key")]
    [InlineData("a = { b = 'c' + }", "1:15  a comma or a closing bracket is expected here, not \"+\"")]
    public void Arrays_and_inline_tables(string text, string mistake) => Read.Mistakes(text).Should().Equal(mistake);

    [Fact]
    public void Long_pieces_of_the_file_are_cut_in_messages()
    {
        var word = new string('x', 1_000_000);

        Read.Text($"a = {word}").Diagnostics.Should().ContainSingle().Which.Message.Length.Should().BeLessThan(150);
        Read.Text($"{word} = 1\n{word} = 2").Diagnostics.Should().ContainSingle().Which.Message.Length.Should().BeLessThan(150);
    }
}
