using CsCheck;
using OnBoard.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class PmbusFormatTests
{
    [Theory]
    [InlineData(0x9807, 7.0 / 8192)] // LTC3880 datasheet, table of data formats: 7 x 2^-13
    [InlineData(0x0001, 1)]
    [InlineData(0x07ff, -1)] // mantissa -1
    [InlineData(0x0400, -1024)]
    [InlineData(0x7bff, 1023.0 * 32768)] // largest
    [InlineData(0xf819, 12.5)] // 25 x 2^-1
    [InlineData(0x8001, 1.0 / 65536)] // smallest
    [InlineData(0xe7fd, -3.0 / 16)]
    public void Linear11_decodes_mantissa_and_exponent(int word, double value) =>
        Assert.Equal(value, Linear11.Decode((ushort)word));

    [Fact]
    public void Linear11_decodes_what_it_encoded_to_within_half_a_step() =>
        Gen.Double[-30_000_000, 30_000_000].Sample(value =>
        {
            double error = Math.Abs(Linear11.Decode(Linear11.Encode(value)) - value);
            return error <= Math.Max(Math.Abs(value) / 1023, 1.0 / 65536);
        });

    [Fact]
    public void Linear11_refuses_what_no_exponent_holds() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Linear11.Encode(1e9));

    [Theory]
    [InlineData(0x14, -12)] // PMBus 1.3 part II, 8.3.1: five-bit two's complement
    [InlineData(0x13, -13)]
    [InlineData(0x17, -9)]
    [InlineData(0x18, -8)]
    [InlineData(0x00, 0)]
    [InlineData(0x0f, 15)]
    [InlineData(0x97, -9)] // bit 7: limits are relative to VOUT_COMMAND
    [InlineData(0x98, -8)]
    public void Vout_mode_gives_the_exponent(int mode, int exponent) =>
        Assert.Equal(exponent, Ulinear16.ExponentOf((byte)mode));

    [Theory]
    [InlineData(0x21)] // VID
    [InlineData(0x40)] // direct
    [InlineData(0x60)] // half float
    [InlineData(0xa1)] // VID, relative
    public void Vout_mode_that_is_not_linear_has_no_exponent(int mode) => Assert.Null(Ulinear16.ExponentOf((byte)mode));

    [Theory]
    [InlineData(0x4c00, -12, 4.75)] // LTC3880 datasheet, VOUT_COMMAND: 19456 x 2^-12
    [InlineData(0x0d9a, -12, 3482 / 4096.0)]
    [InlineData(0xffff, -8, 255.99609375)]
    public void Ulinear16_scales_by_the_exponent(int word, int exponent, double value)
    {
        Assert.Equal(value, Ulinear16.Decode((ushort)word, exponent));
        Assert.Equal((ushort)word, Ulinear16.Encode(value, exponent));
    }

    [Fact]
    public void Packet_error_check_has_the_check_value_of_crc8_smbus() =>
        Assert.Equal(0xf4, PacketErrorCheck.Over("123456789"u8));

    [Fact]
    public void Packet_error_check_over_message_and_check_is_zero() =>
        Gen.Byte.Array[1, 40].Sample(bytes =>
            PacketErrorCheck.Over([PacketErrorCheck.Over(bytes)], PacketErrorCheck.Over(bytes)) == 0);

    [Fact]
    public void Packet_error_check_sees_every_single_bit_error() =>
        Gen.Select(Gen.Byte.Array[1, 15], Gen.Int[0, 119]).Sample((bytes, place) =>
        {
            int bit = place % (bytes.Length * 8);
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            return PacketErrorCheck.Over(bytes) != PacketErrorCheck.Over(damaged);
        });
}
