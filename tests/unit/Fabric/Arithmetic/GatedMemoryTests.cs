using CsCheck;
using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Tests.Unit.Fabric.Arithmetic;

public class GatedMemoryTests
{
    private static readonly Gen<(short R, short C, ushort State)> Anything = Gen.Select(
        Gen.Short[SumFormat.Minimum, SumFormat.Maximum], Gen.Short[SumFormat.Minimum, SumFormat.Maximum], Gen.UShort[0, 49152]);

    private static readonly Gen<(short R, short C, ushort State)> Near =
        Gen.Select(Gen.Short[-1000, 7000], Gen.Short[-2500, 2500], Gen.UShort[0, 49152]);

    /// <summary>Half open at C = 0: half way to R. Wide open from C = 2 on, shut from -2 on; R counts from 0 to 6.</summary>
    [Theory]
    [InlineData(0, 1024, 0, 4096, 16)]
    [InlineData(4096, 1024, 0, 6144, 24)]
    [InlineData(20000, 3072, 2048, 24576, 96)]
    [InlineData(20000, 3072, 16383, 24576, 96)]
    [InlineData(20000, 3072, -2048, 20000, 78)]
    [InlineData(20000, 3072, -16384, 20000, 78)]
    [InlineData(20000, -5, 2048, 0, 0)]
    [InlineData(49152, -16384, 0, 24576, 96)]
    [InlineData(0, 16383, 2048, 49152, 192)]
    [InlineData(0, 1, -2047, 0, 0)]
    [InlineData(8192, 2048, -1024, 10240, 40)]
    public void The_state_goes_towards_R_as_far_as_the_gate_is_open(int state, int r, int c, int next, int output)
    {
        ushort after = GatedMemory.Next((ushort)state, (short)r, (short)c);
        Assert.Equal(next, after);
        Assert.Equal(output, EventFormat.FromFine(after));
    }

    [Fact]
    public void The_state_is_the_nearest_to_floating_point_and_stays_in_its_range() => Anything.Sample(
        (r, c, state) =>
        {
            ushort next = GatedMemory.Next(state, r, c);
            double gate = Math.Clamp((c / 4096.0) + 0.5, 0, 1), input = Math.Clamp(r / 1024.0, 0, 6), s = state / 8192.0;
            Assert.Equal(s + (gate * (input - s)), next / 8192.0, 0.5000001 / 8192);
            Assert.InRange(next, 0, 49152);
            Assert.Equal(next / 8192.0, EventFormat.FromFine(next) / 32.0, 0.5 / 32);
        }, iter: 20000, seed: "000000000000");

    /// <summary>Against central differences of the floating-point cell, away from the corners of its clips.</summary>
    [Fact]
    public void Derivatives_are_those_of_the_floating_point_cell_to_the_last_bit() => Near.Sample(
        (r, c, state) =>
        {
            if (Math.Abs((int)r) < 2 || Math.Abs(r - 6144) < 2 || Math.Abs(Math.Abs(c) - 2048) < 2) return;
            GatedMemory.Derivatives(state, r, c, out short byR, out short byC);
            const double H = 1 / 1024.0;
            double s = state / 8192.0, exactR = r / 1024.0, exactC = c / 1024.0;
            Assert.Equal((Cell(s, exactR + H, exactC) - Cell(s, exactR - H, exactC)) / (2 * H), byR / 1024.0, 0.5000001 / 1024);
            Assert.Equal((Cell(s, exactR, exactC + H) - Cell(s, exactR, exactC - H)) / (2 * H), byC / 1024.0, 0.5000001 / 1024);
        }, iter: 20000, seed: "000000000000");

    [Fact]
    public void At_the_corners_of_the_clips_there_is_no_slope()
    {
        foreach (int r in (int[])[0, 6144])
        {
            GatedMemory.Derivatives(100, (short)r, 0, out short byR, out _);
            Assert.Equal(0, byR);
        }

        foreach (int c in (int[])[-2048, 2048])
        {
            GatedMemory.Derivatives(100, 1024, (short)c, out _, out short byC);
            Assert.Equal(0, byC);
        }

        GatedMemory.Derivatives(100, 1, -2047, out short smallest, out _);
        Assert.Equal(0, smallest); // 1/4096 rounds to nothing in Q.10
        GatedMemory.Derivatives(0, 6143, 2047, out short widest, out short farthest);
        Assert.Equal((1024, 1536), (widest, farthest));
    }

    private static double Cell(double state, double r, double c) =>
        state + (Math.Clamp((c / 4) + 0.5, 0, 1) * (Math.Clamp(r, 0, 6) - state));
}
