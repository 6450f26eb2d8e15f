using OnBoard.Device.Enhancement.Learning;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

/// <summary>What counts how much in live learning.</summary>
public class LoudnessWeightsTests
{
    /// <summary>6 dB more are twice the weight, between an eighth and four times.</summary>
    [Fact]
    public void Loud_bands_count_more()
    {
        LoudnessWeights weights = new(6);
        float six = MathF.Log(4);
        weights.Push([-3 * six, -5 * six, 0, six, 2 * six, 5 * six]);
        Assert.Equal<sbyte>([-3, -3, 0, 1, 2, 2], weights.Weights.ToArray());
    }

    /// <summary>It is the level of late that is loud or not, whatever the microphone's.</summary>
    [Fact]
    public void What_goes_on_is_what_it_is_measured_by()
    {
        LoudnessWeights quiet = new(4), loud = new(4);
        float[] whisper = [-20, -20, -20, -20], talk = [-10, -10, -10, -10];
        quiet.Push(whisper);
        quiet.Push(talk);
        Assert.All(quiet.Weights.ToArray(), weight => Assert.Equal(2, weight));
        for (int hop = 0; hop < 1000; hop++) quiet.Push(talk);
        Assert.All(quiet.Weights.ToArray(), weight => Assert.Equal(0, weight));
        quiet.Push(whisper);
        Assert.All(quiet.Weights.ToArray(), weight => Assert.Equal(-3, weight));

        loud.Push(talk);
        Assert.All(loud.Weights.ToArray(), weight => Assert.Equal(0, weight));
        quiet.Reset();
        quiet.Push(whisper);
        Assert.All(quiet.Weights.ToArray(), weight => Assert.Equal(0, weight));
    }
}
