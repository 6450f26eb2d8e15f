using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

public class StretchFinderTests
{
    private static readonly HeardMinute Heard = HeardMinute.Intermittent.Value;

    [Fact]
    public void Without_a_camera_it_goes_by_ear_from_the_first_hop_on()
    {
        ReplayMemory replay = new();
        StretchFinder finder = new(replay);
        Play(finder, 0, HeardMinute.Hops, seen: false);
        StretchFindings byEar = new();
        SoundStretchFinder ear = new(new ReplayMemory(), byEar);
        Heard.Play(_ => { }, sound => ear.Hear(sound.Span));
        Assert.True(finder.IsByEar);
        Assert.True(byEar.Kept > 0);
        Assert.Equal(byEar.Kept, finder.Findings.Kept);
        Assert.Equal(HeardMinute.Hops, finder.Findings.Heard);
    }

    [Fact]
    public void With_a_camera_it_goes_by_lips_from_the_first_frame_on()
    {
        StretchFinder finder = new(new ReplayMemory());
        Assert.True(finder.IsByEar);
        Play(finder, 0, 1, seen: true);
        Assert.False(finder.IsByEar);
    }

    /// <summary>Nobody is before the camera: a voice that it hears all the same is from elsewhere.</summary>
    [Fact]
    public void A_voice_without_a_face_before_a_camera_is_not_learned()
    {
        ReplayMemory replay = new();
        StretchFinder finder = new(replay);
        Heard.Play(_ => finder.SeeNoMouth(), sound => finder.Hear(sound.Span));
        Assert.False(finder.IsByEar);
        Assert.Equal(0, replay.Fill);
    }

    [Fact]
    public void A_camera_that_goes_leaves_it_to_the_ear_after_five_seconds_and_takes_it_back_when_it_comes()
    {
        const int Gone = 20 * AudioFormat.HopsPerSecond, Patience = 5 * AudioFormat.HopsPerSecond, Back = 45 * AudioFormat.HopsPerSecond;
        ReplayMemory replay = new();
        StretchFinder finder = new(replay);
        Play(finder, 0, Gone, seen: true);
        int byLips = finder.Findings.Kept;
        Play(finder, Gone, Gone + Patience - 5, seen: false);
        Assert.False(finder.IsByEar);
        Play(finder, Gone + Patience - 5, Back, seen: false);
        Assert.True(finder.IsByEar);
        int byEar = finder.Findings.Kept - byLips;
        Play(finder, Back, HeardMinute.Hops, seen: true);
        Assert.False(finder.IsByEar);

        // Each stretch is from one piece of what was heard, and has lips where there was a camera.
        SpeechStretch[] kept = [.. All(replay.Speech), .. All(replay.HeldOutSpeech)];
        Assert.True(byLips > 0 && byEar > 0 && kept.Length > byLips + byEar, $"{byLips}, {byEar}, {kept.Length}");
        foreach (SpeechStretch stretch in kept)
        {
            int at = Heard.Find(stretch.Samples.AsSpan(0, stretch.Hops * AudioFormat.HopLength)) / AudioFormat.HopLength;
            bool seen = at < Gone || at >= Back;
            Assert.Equal(seen, stretch.FrameOf[stretch.Hops - 1] >= 0);
        }

        Assert.Equal(HeardMinute.Hops, finder.Findings.Heard);
    }

    private static void Play(StretchFinder finder, int from, int end, bool seen)
    {
        for (int hop = from; hop < end; hop++)
        {
            if (seen && hop % 4 == 0 && Heard.Seen[hop / 4])
                finder.SeeMouth(Heard.Mouth.AsSpan(hop / 4 * MouthFeatures.Count, MouthFeatures.Count));
            finder.Hear(Heard.Noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength));
        }
    }

    private static IEnumerable<SpeechStretch> All(ReplayStore<SpeechStretch> store) =>
        Enumerable.Range(0, store.Count).Select(index => store[index]);
}
