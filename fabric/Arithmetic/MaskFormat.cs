namespace OnBoard.Fabric.Arithmetic;

/// <summary>Gains and target masks: Q.12, 0..4096 for 0..1; and the sigmoid that turns the read-out's sum into a gain.</summary>
public static class MaskFormat
{
    /// <summary>1.0.</summary>
    public const int One = 4096;

    /// <summary>The sigmoid over the read-out's sum.</summary>
    public static InterpolatedTable Sigmoid { get; } = InterpolatedTable.Of(x => 1.0 / (1.0 + Math.Exp(-x)), One);

    /// <summary>The gain of a read-out's sum (Q.10).</summary>
    public static short FromSum(int sum) => (short)Sigmoid.At(sum);

    /// <summary>The nearest Q.12 value of a mask, clamped to 0..1; not-a-number gives 0.</summary>
    public static short FromFloat(float mask) =>
        float.IsNaN(mask) ? (short)0 : (short)Math.Clamp(MathF.Floor((mask * One) + 0.5f), 0, One);

    /// <summary>What a gain stands for.</summary>
    public static float ToFloat(short gain) => gain / (float)One;
}
