namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SpeechClipTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)] // The hop that ends at 40 ms sees the frame taken then.
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(1000, 24)] // The last frame is held.
    public void A_hop_sees_the_latest_frame_taken_by_its_end(int hop, int frame) =>
        Assert.Equal(frame, SyntheticSpeech.Clip(1).FrameAt(hop));

    [Fact]
    public void A_clip_without_frames_has_none_to_see() =>
        Assert.Equal(-1, (SyntheticSpeech.Clip(1) with { Mouth = [], Seen = [] }).FrameAt(50));
}
