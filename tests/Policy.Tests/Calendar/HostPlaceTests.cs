using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KuPkg.Policy.Calendar;

namespace KuPkg.Policy.Tests.Calendar;

public class HostPlaceTests
{
    private const string MachineId = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void It_is_the_first_48_bits_of_what_systemd_prints_for_this_application()
    {
        // With that id in /etc/machine-id, systemd-id128 machine-id --app-specific=6bd6cab6-77eb-455a-a229-ffbe50828fed (systemd 252) printed:
        const string printed = "f33c8198184748698999752bc2b5a60e";

        HostPlace.OfMachineId(MachineId)!.Value.Fraction.Should().Be(Convert.ToInt64(printed[..12], 16) / (double)(1L << 48));
    }

    [Fact]
    public void It_is_an_hmac_of_the_application_under_a_key_of_any_length() => Prop.ForAll(
        (from length in Gen.Choose(0, 300) from letter in Gen.Elements('a', 'ü', '\u20ac') select new string(letter, length)).ToArbitrary(),
        static name =>
        {
            var framework = HMACSHA256.HashData(Encoding.UTF8.GetBytes(name), HostPlace.Application.ToByteArray(bigEndian: true));
            return HostPlace.OfName(name).Fraction == (BinaryPrimitives.ReadUInt64BigEndian(framework) >> 16) / (double)(1L << 48);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData(MachineId + "\n")]
    [InlineData(" 0123456789ABCDEF0123456789abcdef ")]
    public void Blanks_and_case_do_not_move_a_host(string text) => HostPlace.OfMachineId(text).Should().Be(HostPlace.OfMachineId(MachineId));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("uninitialized")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef")]
    public void What_is_no_machine_id_gives_no_place(string? text) => HostPlace.OfMachineId(text).Should().BeNull();

    [Fact]
    public void A_host_without_a_name_has_a_place_still() => HostPlace.OfName("").Fraction.Should().BeInRange(0, 0.999999);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_given_place_is_from_0_to_less_than_1(double fraction) =>
        FluentActions.Invoking(() => HostPlace.At(fraction)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void A_hundred_thousand_hosts_are_spread_flat() => Flatness.Of(Fleet.Places(100_000).Select(p => p.Fraction)).Should().BeLessThan(Flatness.Bound);

    [Fact]
    public void What_is_drawn_is_flat_over_hosts_and_over_numbers_and_stays_the_same()
    {
        var places = Fleet.Places(100_000);

        Flatness.Of(places.Select(p => p.Draw(DrawPurpose.Period, 41_000))).Should().BeLessThan(Flatness.Bound);
        Flatness.Of(Enumerable.Range(0, 100_000).Select(k => places[0].Draw(DrawPurpose.Period, k))).Should().BeLessThan(Flatness.Bound);
        Flatness.Of(Enumerable.Range(0, 100_000).Select(k => HostPlace.At(0).Draw(DrawPurpose.Backoff, k))).Should().BeLessThan(Flatness.Bound);
        places[0].Draw(DrawPurpose.Period, 7).Should().Be(places[0].Draw(DrawPurpose.Period, 7));
        places[0].Draw(DrawPurpose.Period, 7).Should().NotBe(places[0].Draw(DrawPurpose.Backoff, 7));
    }
}
