using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SeenLipsTests
{
    // Every picture's first number is its index.
    private static readonly SpeechClip Clip = new(
        "clip", new float[32_000],
        [.. Enumerable.Range(0, 50).SelectMany(picture => Enumerable.Repeat((float)picture, MouthFeatures.Count))],
        [.. Enumerable.Repeat(true, 50)], 25);

    [Fact]
    public void Lips_as_they_are_stay_the_clip() => Assert.Same(Clip, new SeenLips(Clip).ToClip(2));

    [Fact]
    public void Nothing_is_seen_of_no_pictures()
    {
        Assert.Null(SeenLips.None.ToClip(2));
        Assert.Null(new SeenLips(Clip with { Mouth = [], Seen = [] }).ToClip(2));
    }

    [Fact]
    public void Behind_a_pause_the_first_picture_comes_with_the_first_sound_and_a_mouth_at_rest_before_it()
    {
        int[] shown = Shown(new SeenLips(Clip, Start: 0.4), 2.4);
        Assert.Equal([0, 1, 2, 3], shown[10..14]);
        Assert.Equal([1, 2, 3, 4, 5], shown[5..10].Reverse());
        Assert.All(shown[..10], picture => Assert.InRange(picture, 0, 5));
        Assert.Equal(49, shown[59]);
    }

    [Fact]
    public void Behind_the_last_picture_the_mouth_rests()
    {
        int[] shown = Shown(new SeenLips(Clip, Start: 0.04), 3);
        Assert.Equal([49, 48, 47], shown[50..53]);
        Assert.All(shown[50..], picture => Assert.InRange(picture, 44, 49));
    }

    [Fact]
    public void Early_pictures_skip_the_first() => Assert.Equal([5, 6, 7], Shown(new SeenLips(Clip, Start: -0.2), 2)[..3]);

    [Fact]
    public void A_hidden_mouth_is_not_found_and_found_again()
    {
        SpeechClip seen = new SeenLips(Clip, 0, HiddenFrom: 0.4, HiddenTo: 0.8).ToClip(2)!;
        Assert.Equal(Enumerable.Range(10, 10), Enumerable.Range(0, 50).Where(picture => !seen.Seen[picture]));
        Assert.All(seen.Picture(12).ToArray(), value => Assert.Equal(0f, value));
        Assert.Equal(20f, seen.Picture(20)[0]);
    }

    [Fact]
    public void A_still_picture_stays()
    {
        int[] shown = Shown(new SeenLips(Clip, FrozenFrom: 1), 2);
        Assert.Equal(Enumerable.Range(0, 26), shown[..26]);
        Assert.All(shown[25..], picture => Assert.Equal(25, picture));
    }

    private static int[] Shown(SeenLips lips, double seconds)
    {
        SpeechClip clip = lips.ToClip(seconds)!;
        return [.. Enumerable.Range(0, clip.Pictures).Select(picture => (int)clip.Picture(picture)[0])];
    }
}
