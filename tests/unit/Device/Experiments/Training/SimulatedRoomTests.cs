using System.Numerics.Tensors;
using OnBoard.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SimulatedRoomTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Early_sound_is_early_and_the_tail_comes_behind_it_and_decays_as_stated(int seed)
    {
        SimulatedRoom room = new(new Random(seed));
        float[] impulse = new float[16_000], early = new float[16_000], late = new float[16_000];
        impulse[0] = 1;
        room.Play(impulse, early, late);
        Assert.InRange(room.EarlyLength, 480, 800);
        Assert.Equal(1f, early[0]);
        Assert.Equal(0f, TensorPrimitives.MaxMagnitude<float>(early.AsSpan(room.EarlyLength)));
        Assert.Equal(0f, TensorPrimitives.MaxMagnitude<float>(late.AsSpan(0, room.EarlyLength)));
        Assert.NotEqual(0f, late[room.EarlyLength]);

        // Schroeder's backward integral falls by 60 dB in the decay time; the damped highs make it fall faster.
        int sixty = (int)(room.DecaySeconds * 16_000);
        Assert.InRange(Left(late, room.EarlyLength + (sixty / 2)), -60, -15);
        if (room.EarlyLength + (2 * sixty) < late.Length) Assert.True(Left(late, room.EarlyLength + (2 * sixty)) < -60);
        Assert.Equal(
            room.EarlyToLate,
            10 * Math.Log10(TensorPrimitives.SumOfSquares<float>(early) / TensorPrimitives.SumOfSquares<float>(late)), 0.01);
    }

    private static double Left(float[] tail, int from) => 10 * Math.Log10(
        (TensorPrimitives.SumOfSquares<float>(tail.AsSpan(from)) / TensorPrimitives.SumOfSquares<float>(tail)) + 1e-20);
}
