using CsCheck;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Arithmetic;

public class IntegerLawTests
{
    /// <summary>Laws without memory; <see cref="GatedMemoryTests"/> has the other.</summary>
    public static TheoryData<ActivationLaw> Laws => [.. Enum.GetValues<ActivationLaw>().Where(law => !new IntegerLaw(law).HasMemory)];

    /// <summary>
    /// Outputs in 1/32, by hand from the laws' values: tm1(0.5, 0.5) = 0.571006 = 18.27/32. tm1(1, 1) = 1.859141 is 1904/1024 in
    /// the table, 59.5/32, rounded up.
    /// </summary>
    [Theory]
    [InlineData(512, 512, 64, 18, 24, 20, 19, 21, 32)]
    [InlineData(1024, -1024, 32, 22, 0, 8, 16, 18, 0)]
    [InlineData(1024, 1024, 160, 60, 64, 56, 64, 134, 64)]
    [InlineData(0, 1024, 32, 0, 0, 0, 0, 0, 32)]
    [InlineData(1536, 1024, 192, 132, 96, 91, 136, 192, 80)]
    [InlineData(-3072, 0, 0, 0, 0, 0, 0, 0, 0)]
    public void Outputs_are_the_laws_values_rounded_to_events(
        int r, int c, int cooperation, int tm1, int tm2, int tm3, int tm4, int kay, int point)
    {
        Assert.Equal(
            [cooperation, tm1, tm2, tm3, tm4, kay, point],
            new[]
            {
                ActivationLaw.Cooperation, ActivationLaw.Tm1, ActivationLaw.Tm2, ActivationLaw.Tm3, ActivationLaw.Tm4,
                ActivationLaw.Kay, ActivationLaw.Point,
            }.Select(law => (int)new IntegerLaw(law).Output((short)r, (short)c)));
    }

    [Fact]
    public void Cooperation_is_exact()
    {
        IntegerLaw law = new(ActivationLaw.Cooperation);

        // R = 0.5, C = -0.25: 0.25 + 1 - 0.375 = 0.875 in Q.20; dR = 1 + 2 - 0.25, dC = 1.5 in Q.10.
        Assert.Equal(917504, law.Value(512, -256));
        law.Derivatives(512, -256, state: 0, out short byR, out short byC);
        Assert.Equal((2816, 1536), (byR, byC));

        // R = -0.5: the sign of C's part turns.
        law.Derivatives(-512, -256, state: 0, out byR, out byC);
        Assert.Equal((1280, 1536), (byR, byC));

        // Below the vertex nothing moves with R; at R = 0 the sign is 0.
        law.Derivatives(-1025, 300, state: 0, out byR, out byC);
        Assert.Equal((0, 2048), (byR, byC));
        law.Derivatives(0, 300, state: 0, out byR, out byC);
        Assert.Equal((2048, 1024), (byR, byC));

        // Saturated at the far corner: 2 x 16 + 2 + 16 is beyond 16 bits in Q.10.
        law.Derivatives(SumFormat.Maximum, SumFormat.Maximum, state: 0, out byR, out byC);
        Assert.Equal((32767, 17407), (byR, byC));
    }

    [Fact]
    public void Tabled_laws_interpolate_and_take_the_segments_slope()
    {
        IntegerLaw law = new(ActivationLaw.Tm4);
        InterpolatedTable table = law.GainTable!;

        // g = 2^p: entries at p = 0 and 1/16 are 1024 and 1069 (1069.3); half way at p = 32/1024 it is 1046.5, rounded up.
        Assert.Equal((1024, 1069), (table.Entries[128], table.Entries[129]));
        Assert.Equal(1047, table.At(32, out int rise));
        Assert.Equal(45, rise);

        // R = 1, C = 1/32: dR = g + p g' = 1047 + round(32 x 45 / 64); dC = R^2 g' = 16 x 45.
        law.Derivatives(1024, 32, state: 0, out short byR, out short byC);
        Assert.Equal((1047 + 23, 720), (byR, byC));
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Laws_and_derivatives_are_close_to_floating_point(ActivationLaw law)
    {
        IntegerLaw integer = new(law);
        Gen.Select(Gen.Short[-2500, 2500], Gen.Short[-2500, 2500]).Sample((r, c) =>
        {
            float value = LawFunctions.Value(law, r / 1024f, c / 1024f, out float byR, out float byC);
            if (value is > 6.5f or < -6f) return; // what is clipped need not be right
            float tolerance = 0.004f * (1f + Math.Abs(value));
            Assert.Equal(value, integer.Value(r, c) / 1048576f, tolerance);
            integer.Derivatives(r, c, state: 0, out short integerByR, out short integerByC);

            // The slope of a table is known to 1/64; derivatives end at 32.
            float exactR = r / 1024f, product = exactR * c / 1024f;
            Assert.Equal(Math.Clamp(byR, -32f, 32f), integerByR / 1024f, 0.02f + (Math.Abs(product) / 64f) + (0.09f * Math.Abs(byR)));
            Assert.Equal(Math.Clamp(byC, -32f, 32f), integerByC / 1024f, 0.02f + (exactR * exactR / 64f) + (0.09f * Math.Abs(byC)));
        }, iter: 3000, seed: "000000000000");
    }

    /// <summary>z = 0.5: 1.25 is 40 events and the slope 3; full from z = 1.65 on; below zero nothing, and no slope.</summary>
    [Fact]
    public void Sq_is_exact()
    {
        IntegerLaw law = new(ActivationLaw.Sq);
        Assert.Equal(1310720, law.Value(768, -256));
        Assert.Equal(40, law.Output(768, -256));
        law.Derivatives(768, -256, state: 0, out short byR, out short byC);
        Assert.Equal((3072, 3072), (byR, byC));
        Assert.Equal(191, law.Output(1000, 679));
        Assert.Equal(192, law.Output(1000, 688));
        Assert.Equal(192, law.Output(SumFormat.Maximum, SumFormat.Maximum));
        Assert.Equal(0, law.Output(-300, 300));
        law.Derivatives(-300, 300, state: 0, out byR, out byC);
        Assert.Equal((0, 0), (byR, byC));
        law.Derivatives(-300, 301, state: 0, out byR, out byC);
        Assert.Equal((2050, 2050), (byR, byC));
        law.Derivatives(SumFormat.Maximum, SumFormat.Maximum, state: 0, out byR, out byC);
        Assert.Equal((32767, 32767), (byR, byC));
    }

    /// <summary>The output gates the error of a cell without memory; one that remembers has its gate in the derivatives.</summary>
    [Theory]
    [InlineData(ActivationLaw.Point, 0, 0)]
    [InlineData(ActivationLaw.Point, 1, 107)]
    [InlineData(ActivationLaw.Point, 192, 0)]
    [InlineData(ActivationLaw.Gated, 0, 100)]
    [InlineData(ActivationLaw.Gated, 1, 107)]
    [InlineData(ActivationLaw.Gated, 192, 107)]
    public void Errors_are_gated_by_the_output_where_a_cell_has_no_memory(ActivationLaw law, int output, int error) =>
        Assert.Equal(error, new IntegerLaw(law).Error(arrived: 100, output, penalty: 7));

    [Theory]
    [MemberData(nameof(Laws))]
    public void No_sum_leaves_32_bits(ActivationLaw law)
    {
        IntegerLaw integer = new(law);
        foreach (int r in Corners())
        {
            foreach (int c in Corners())
            {
                double a = law switch
                {
                    ActivationLaw.Cooperation => Exact(Math.Max(r, -1024), c),
                    ActivationLaw.Point => 1024.0 * (r + c),
                    ActivationLaw.Sq => (Math.Max(r + (double)c, 0) * Math.Max(r + (double)c, 0)) + (2048 * Math.Max(r + (double)c, 0)),
                    ActivationLaw.Tm2 => r * (1024.0 + c),
                    _ => r * (double)integer.GainTable!.At((int)Math.Floor(((r * (double)c) + 512) / 1024)),
                };
                Assert.Equal(a, integer.Value((short)r, (short)c));
            }
        }

        static double Exact(double r, double c) => (r * r) + (2048 * r) + (c * (1024 + Math.Abs(r)));
        static int[] Corners() => [SumFormat.Minimum, -1025, -1024, -1, 0, 1, 1024, SumFormat.Maximum];
    }

    /// <summary>
    /// The tables' entries, folded (FNV-1a): any platform whose exponential rounds one of them otherwise fails here.
    /// </summary>
    [Fact]
    public void Tables_are_the_same_on_every_platform()
    {
        Assert.Equal(
            "sigmoid 0x516ec095 tm1 0x4bfd8e03 tm3 0xf48cd009 tm4 0x822ef96f kay 0xbb1f361f",
            $"sigmoid 0x{Fold(MaskFormat.Sigmoid):x} tm1 0x{Fold(ActivationLaw.Tm1):x} tm3 0x{Fold(ActivationLaw.Tm3):x} " +
            $"tm4 0x{Fold(ActivationLaw.Tm4):x} kay 0x{Fold(ActivationLaw.Kay):x}");

        static uint Fold(object source)
        {
            InterpolatedTable table = source as InterpolatedTable ?? new IntegerLaw((ActivationLaw)source).GainTable!;
            uint hash = 2166136261;
            foreach (short entry in table.Entries) hash = unchecked((hash ^ (ushort)entry) * 16777619);
            return hash;
        }
    }
}
