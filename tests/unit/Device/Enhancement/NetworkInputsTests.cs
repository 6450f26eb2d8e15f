using OnBoard.Device.Enhancement;

namespace OnBoard.Tests.Unit.Device.Enhancement;

public class NetworkInputsTests
{
    private const int Bands = NetworkInputs.AudioLength / NetworkInputs.AudioHops;

    [Fact]
    public void Without_a_delta_every_feature_is_sent()
    {
        NetworkInputs inputs = new();
        float[] features = new float[Bands];
        foreach (float value in (float[])[1f, 1.001f, 1.002f])
        {
            features.AsSpan().Fill(value);
            inputs.PushAudio(features);
            Assert.Equal(value, inputs.Audio[Bands - 1]);
        }

        Assert.Equal([1.002f, 1.001f, 1f, 0f, 0f], Feature(inputs, 0));
    }

    [Fact]
    public void A_feature_is_held_until_it_has_changed_by_the_delta_since_it_was_sent()
    {
        NetworkInputs inputs = new(delta: 0.25f);
        float[] features = new float[Bands];

        // Creeps by a tenth: what counts is the change since it was sent, not since the hop before.
        foreach (float value in (float[])[1f, 1.1f, 1.2f, 1.3f, 1.4f])
        {
            features[0] = value;
            features[1] = -value;
            inputs.PushAudio(features);
        }

        Assert.Equal([1.3f, 1.3f, 1f, 1f, 1f], Feature(inputs, 0));
        Assert.Equal([-1.3f, -1.3f, -1f, -1f, -1f], Feature(inputs, 1));
        Assert.Equal([0f, 0f, 0f, 0f, 0f], Feature(inputs, 2));
    }

    [Fact]
    public void Pictures_are_held_in_the_same_way_and_forgotten_with_the_camera()
    {
        NetworkInputs inputs = new(delta: 0.5f);
        float[] mouth = new float[NetworkInputs.MouthFeatureCount];
        mouth.AsSpan().Fill(1f);
        inputs.PushVideo(mouth);
        mouth.AsSpan().Fill(1.25f);
        inputs.PushVideo(mouth);
        Assert.Equal(1f, inputs.Video[0]);
        inputs.ClearVideo();
        inputs.PushVideo(mouth);
        Assert.Equal(1.25f, inputs.Video[0]);
    }

    [Fact]
    public void What_was_sent_last_goes_on_with_restored_inputs()
    {
        NetworkInputs first = new(delta: 0.25f), second = new(delta: 0.25f);
        float[] features = new float[Bands];
        features[0] = 1f;
        first.PushAudio(features);
        second.Restore(first.Audio, first.Video);
        features[0] = 1.2f;
        first.PushAudio(features);
        second.PushAudio(features);
        Assert.Equal(1f, first.Audio[0]);
        Assert.Equal(first.Audio, second.Audio);
    }

    private static float[] Feature(NetworkInputs inputs, int band)
    {
        float[] history = new float[NetworkInputs.AudioHops];
        for (int hop = 0; hop < history.Length; hop++) history[hop] = inputs.Audio[(hop * Bands) + band];
        return history;
    }
}
