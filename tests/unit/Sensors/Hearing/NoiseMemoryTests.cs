using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class NoiseMemoryTests
{
    private const int Bands = 48;

    [Fact]
    public void Of_a_steady_sound_all_memories_are_the_sound()
    {
        NoiseMemory memory = new(Bands);
        float[] energies = [.. Enumerable.Range(0, Bands).Select(band => -band / 4f)];
        for (int hop = 0; hop < 5; hop++) memory.Update(energies);
        Assert.Equal(energies, memory.Fast);
        Assert.Equal(energies, memory.Slow);
        Assert.Equal(energies, memory.Floor);
    }

    [Fact]
    public void The_floor_falls_within_a_tenth_of_a_second_and_rises_five_decibels_a_second()
    {
        NoiseMemory memory = new(Bands);
        float[] loud = Level(0f), faint = Level(-6f);
        for (int hop = 0; hop < 100; hop++) memory.Update(loud);
        for (int hop = 0; hop < 15; hop++) memory.Update(faint);
        Assert.Equal(-6f, memory.Floor[0], 0.3);
        for (int hop = 0; hop < 100; hop++) memory.Update(faint);
        for (int hop = 0; hop < 100; hop++) memory.Update(loud);
        Assert.Equal(-6f + (0.5f * MathF.Log(10)), memory.Floor[0], 0.1);
    }

    [Fact]
    public void The_means_forget_at_their_spans()
    {
        NoiseMemory memory = new(Bands);
        for (int hop = 0; hop < 200; hop++) memory.Update(Level(0f));
        for (int hop = 0; hop < 16; hop++) memory.Update(Level(1f));
        Assert.Equal(1 - MathF.Pow(15 / 16f, 16), memory.Fast[0], 1e-3);
        Assert.Equal(1 - MathF.Pow(63 / 64f, 16), memory.Slow[0], 1e-3);
    }

    [Fact]
    public void What_is_not_a_number_is_not_taken_in()
    {
        NoiseMemory memory = new(Bands);
        for (int hop = 0; hop < 10; hop++) memory.Update(Level(hop == 4 ? float.NaN : -1f));
        Assert.Equal(-1f, memory.Floor[7]);
        Assert.Equal(-1f, memory.Slow[7], 1e-6);
    }

    private static float[] Level(float value) => [.. Enumerable.Repeat(value, Bands)];
}
