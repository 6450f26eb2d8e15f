using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SeenLipsTests
{
    // Every frame's first number is its index.
    private static readonly SpeechClip Clip = new(
        "clip", new float[32_000],
        [.. Enumerable.Range(0, 50).SelectMany(frame => Enumerable.Repeat((float)frame, MouthFeatures.Count))],
        [.. Enumerable.Repeat(true, 50)], 25);

    [Fact]
    public void Lips_as_they_are_stay_the_clip() => Assert.Same(Clip, new SeenLips(Clip).ToClip(2));

    [Fact]
    public void Nothing_is_seen_of_no_frames()
    {
        Assert.Null(SeenLips.None.ToClip(2));
        Assert.Null(new SeenLips(Clip with { Mouth = [], Seen = [] }).ToClip(2));
    }

    [Fact]
    public void Behind_a_pause_the_first_frame_comes_with_the_first_sound_and_a_mouth_at_rest_before_it()
    {
        int[] shown = Shown(new SeenLips(Clip, Start: 0.4), 2.4);
        Assert.Equal([0, 1, 2, 3], shown[10..14]);
        Assert.Equal([1, 2, 3, 4, 5], shown[5..10].Reverse());
        Assert.All(shown[..10], frame => Assert.InRange(frame, 0, 5));
        Assert.Equal(49, shown[59]);
    }

    [Fact]
    public void Behind_the_last_frame_the_mouth_rests()
    {
        int[] shown = Shown(new SeenLips(Clip, Start: 0.04), 3);
        Assert.Equal([49, 48, 47], shown[50..53]);
        Assert.All(shown[50..], frame => Assert.InRange(frame, 44, 49));
    }

    [Fact]
    public void Early_frames_skip_the_first() => Assert.Equal([5, 6, 7], Shown(new SeenLips(Clip, Start: -0.2), 2)[..3]);

    [Fact]
    public void A_hidden_mouth_is_not_found_and_found_again()
    {
        SpeechClip seen = new SeenLips(Clip, 0, HiddenFrom: 0.4, HiddenTo: 0.8).ToClip(2)!;
        Assert.Equal(Enumerable.Range(10, 10), Enumerable.Range(0, 50).Where(frame => !seen.Seen[frame]));
        Assert.All(seen.Frame(12).ToArray(), value => Assert.Equal(0f, value));
        Assert.Equal(20f, seen.Frame(20)[0]);
    }

    [Fact]
    public void A_still_frame_stays()
    {
        int[] shown = Shown(new SeenLips(Clip, FrozenFrom: 1), 2);
        Assert.Equal(Enumerable.Range(0, 26), shown[..26]);
        Assert.All(shown[25..], frame => Assert.Equal(25, frame));
    }

    private static int[] Shown(SeenLips lips, double seconds)
    {
        SpeechClip clip = lips.ToClip(seconds)!;
        return [.. Enumerable.Range(0, clip.Frames).Select(frame => (int)clip.Frame(frame)[0])];
    }
}
