namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SpeechClipTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 1)] // The hop that ends at 40 ms sees the picture taken then.
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(1000, 24)] // The last picture is held.
    public void A_hop_sees_the_latest_picture_taken_by_its_end(int hop, int picture) =>
        Assert.Equal(picture, SyntheticSpeech.Clip(1).PictureAt(hop));

    [Fact]
    public void A_clip_without_pictures_has_none_to_see() =>
        Assert.Equal(-1, (SyntheticSpeech.Clip(1) with { Mouth = [], Seen = [] }).PictureAt(50));
}
