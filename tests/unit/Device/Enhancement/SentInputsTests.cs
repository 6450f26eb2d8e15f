using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class SentInputsTests
{
    private const int Features = 3;

    [Fact]
    public void Without_a_delta_every_feature_is_sent()
    {
        SentInputs inputs = new(Features, frames: 5, delta: 0);
        float[] features = new float[Features];
        foreach (float value in (float[])[1f, 1.001f, 1.002f])
        {
            features.AsSpan().Fill(value);
            inputs.Push(features);
            Assert.Equal(value, inputs.Values[Features - 1]);
        }

        Assert.Equal([1.002f, 1.001f, 1f, 0f, 0f], History(inputs, 0));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    public void A_feature_is_held_until_it_has_changed_by_the_delta_since_it_was_sent(int frames)
    {
        SentInputs inputs = new(Features, frames, delta: 0.25f);
        float[] features = new float[Features];

        // Creeps by a tenth: what counts is the change since it was sent, not since the hop before.
        foreach (float value in (float[])[1f, 1.1f, 1.2f, 1.3f, 1.4f])
        {
            features[0] = value;
            features[1] = -value;
            inputs.Push(features);
        }

        Assert.Equal(new[] { 1.3f, 1.3f, 1f, 1f, 1f }[..frames], History(inputs, 0));
        Assert.Equal(new[] { -1.3f, -1.3f, -1f, -1f, -1f }[..frames], History(inputs, 1));
        Assert.Equal(new float[frames], History(inputs, 2));
    }

    [Fact]
    public void What_was_cleared_is_sent_anew()
    {
        SentInputs inputs = new(Features, frames: 3, delta: 0.5f);
        inputs.Push([1f, 1f, 1f]);
        inputs.Push([1.25f, 1.25f, 1.25f]);
        Assert.Equal(1f, inputs.Values[0]);
        inputs.Clear();
        inputs.Push([1.25f, 1.25f, 1.25f]);
        Assert.Equal(1.25f, inputs.Values[0]);
    }

    [Fact]
    public void What_was_sent_last_goes_on_with_restored_inputs()
    {
        SentInputs first = new(Features, frames: 5, delta: 0.25f), second = new(Features, frames: 5, delta: 0.25f);
        first.Push([1f, 0f, 0f]);
        second.Restore(first.Values);
        first.Push([1.2f, 0f, 0f]);
        second.Push([1.2f, 0f, 0f]);
        Assert.Equal(1f, first.Values[0]);
        Assert.Equal(first.Values, second.Values);
    }

    private static float[] History(SentInputs inputs, int feature) =>
        [.. Enumerable.Range(0, inputs.Values.Length / Features).Select(frame => inputs.Values[(frame * Features) + feature])];
}
