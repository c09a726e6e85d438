using System.Text;

namespace KuPkg.Toml.Tests.Reading;

/// <summary>What the corpus does not look at, or not closely.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0x7fff_ffff_ffff_ffff", long.MaxValue)]
    [InlineData("0o777777777777777777777", long.MaxValue)]
    [InlineData("0x0000000000000000000001", 1)]
    [InlineData("-0", 0)]
    public void Integers_are_read_to_the_last_bit(string text, long value) => Read.Value<TomlInteger>(text).Value.Should().Be(value);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("92233720368547758070")]
    [InlineData("0x8000000000000000")]
    [InlineData("0x10000000000000000")]
    [InlineData("0o1000000000000000000000")]
    [InlineData("0b1000000000000000000000000000000000000000000000000000000000000000")]
    public void Integers_beyond_64_bits_are_refused(string text) =>
        Read.Mistakes($"v = {text}").Should().ContainSingle().Which.Should().StartWith("1:5  this integer is beyond 64 bits");

    [Theory]
    [InlineData("-0.0", 0x8000000000000000)]
    [InlineData("0.1", 0x3fb999999999999a)]
    [InlineData("1e400", 0x7ff0000000000000)]
    [InlineData("-1e99999999999999999999", 0xfff0000000000000)]
    [InlineData("1e-99999999999999999999", 0x0000000000000000)]
    [InlineData("5e-324", 0x0000000000000001)]
    [InlineData("1.7976931348623157e308", 0x7fefffffffffffff)]
    [InlineData("9007199254740993.0", 0x4340000000000000)]
    public void Floats_are_the_nearest_that_there_is(string text, ulong bits) =>
        BitConverter.DoubleToUInt64Bits(Read.Value<TomlFloat>(text).Value).Should().Be(bits);

    [Fact]
    public void A_float_may_have_thousands_of_digits() => Read.Value<TomlFloat>($"1.{new string('0', 5000)}1").Value.Should().Be(1);

    [Theory]
    [InlineData("07:32:00.123456789", "07:32:00.123456789")]
    [InlineData("07:32:00.1234567899999", "07:32:00.123456789")]
    [InlineData("07:32:00.000", "07:32:00")]
    [InlineData("23:59:60", "23:59:60")]
    public void A_time_is_cut_after_nanoseconds_not_rounded(string text, string time) => Read.Value<TomlLocalTime>(text).Value.ToString().Should().Be(time);

    [Theory]
    [InlineData("0000-02-29", "0000-02-29")]
    [InlineData("2000-02-29", "2000-02-29")]
    [InlineData("9999-12-31", "9999-12-31")]
    public void A_date_may_be_any_of_the_calendar(string text, string date) => Read.Value<TomlLocalDate>(text).Value.ToString().Should().Be(date);

    [Theory]
    [InlineData("1900-02-29")]
    [InlineData("2023-02-29")]
    [InlineData("2023-04-31")]
    [InlineData("2023-00-01")]
    public void A_date_that_no_calendar_has_is_refused(string text) => Read.Mistakes($"v = {text}").Should().ContainSingle();

    [Theory]
    [InlineData("1979-05-27T00:32:00.5-07:00", -420)]
    [InlineData("1979-05-27 00:32:00+23:59", 1439)]
    [InlineData("1979-05-27t00:32:00z", 0)]
    [InlineData("2016-12-31T23:59:60Z", 0)]
    [InlineData("2016-12-31T15:59:60-08:00", -480)]
    [InlineData("2017-01-01T08:59:60+09:00", 540)]
    public void An_offset_is_read_in_minutes(string text, int minutes) => Read.Value<TomlOffsetDateTime>(text).OffsetMinutes.Should().Be(minutes);

    [Theory]
    [InlineData("2016-12-30T23:59:60Z")]
    [InlineData("2016-12-31T23:58:60Z")]
    [InlineData("2016-12-31T23:59:60+01:00")]
    public void A_leap_second_comes_at_the_end_of_a_month_only(string text) =>
        Read.Mistakes($"v = {text}").Should().ContainSingle().Which.Should().Contain("leap second");

    [Fact]
    public void Line_ends_in_strings_stay_as_they_are() => Read.Value<TomlString>("\"\"\"a\r\nb\nc\"\"\"").Value.Should().Be("a\r\nb\nc");

    [Theory]
    [InlineData("\"\\u0000\"", "\0")]
    [InlineData("\"\\U0001F600\"", "😀")]
    [InlineData("\"\"\"\\\n  a\\\n\n  b\"\"\"", "ab")]
    [InlineData("\"\"\"\"\"a\"\"\"\"\"", "\"\"a\"\"")]
    [InlineData("''''''", "")]
    public void Strings_are_what_they_say(string text, string value) => Read.Value<TomlString>(text).Value.Should().Be(value);

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        TomlDocument.Parse([0xEF, 0xBB, 0xBF, .. "a = 1"u8]).Root.At("a").KeyPosition.Should().Be(new TomlPosition(1, 1));

    [Theory]
    [InlineData(3)]
    [InlineData(1000)]
    public void Every_key_of_a_table_is_found_and_no_other(int keys)
    {
        var text = new StringBuilder();
        for (var i = 0; i < keys; i++)
            text.Append($"key{i} = {i}\n");
        var root = Read.Good(text.ToString());

        root.Entries.Select(entry => entry.Key).Should().Equal(Enumerable.Range(0, keys).Select(i => $"key{i}"));
        root.Entries.Should().OnlyContain(entry => root.At(entry.Key) == entry);
        root.TryGet("key", out _).Should().BeFalse();
        root.TryGet("KEY1", out _).Should().BeFalse();
    }

    [Fact]
    public void The_kinds_have_the_names_of_the_specification()
    {
        const string all = "v = ['', 1, 1.0, true, 2000-01-01T00:00:00Z, 2000-01-01T00:00:00, 2000-01-01, 00:00:00, [], {}]";

        Read.Good(all).At("v").Value.As<TomlArray>().Items.Select(item => item.KindName).Should().Equal(
            "string", "integer", "float", "boolean", "offset date-time", "local date-time", "local date", "local time", "array", "table");
    }
}
