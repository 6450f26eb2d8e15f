using OnBoard.Drivers;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;
using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Tests.Unit.Sensors.Talker;

public class VirtualSensesTests
{
    private static readonly SyntheticTalker Talker = new(new TalkerOptions { Seed = 11 });
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    public static TheoryData<string> Noises => ["street", "babble", "cafe", "recording"];

    [Fact]
    public void Capture_times_are_exact_on_both_senses_and_share_the_origin()
    {
        Unpaced pace = new(123_456_789);
        using VirtualMicrophone microphone = new(Talker, VirtualRoom.Quiet(), pace);
        using VirtualCamera camera = new(Talker, pace);
        float[] hop = new float[160];
        VideoFrame frame = new(320, 240);
        for (int k = 0; k < 50; k++)
        {
            Assert.Equal(ReadResult.Ok, camera.Read(frame, Wait));
            Assert.Equal(pace.Origin + k * 40_000_000L, frame.CapturedAt);
            Assert.Equal(k, frame.Sequence);
            for (int h = 0; h < 4; h++)
            {
                Assert.Equal(ReadResult.Ok, microphone.Read(hop, out long capturedAt, Wait));
                Assert.Equal(pace.Origin + (4 * k + h) * 10_000_000L, capturedAt);
            }
        }
    }

    [Fact]
    public void The_camera_sees_the_lips_of_the_sentence_that_the_microphone_hears()
    {
        Unpaced pace = new();
        using VirtualMicrophone microphone = new(Talker, VirtualRoom.Quiet(), pace);
        using VirtualCamera camera = new(Talker, pace);
        float[] sound = new float[VirtualCamera.SamplesPerFrame];
        VideoFrame frame = new(320, 240);
        double speaking = 0, silent = 0;
        int speakingCount = 0, silentCount = 0;
        for (int k = 0; k < 250; k++)
        {
            camera.Read(frame, Wait);
            microphone.Read(sound, out _, Wait);
            double level = Math.Sqrt(sound.Average(x => x * x));
            if (level > 0.03)
            {
                speaking += camera.Mouth.Opening;
                speakingCount++;
            }
            else if (level < 0.0005)
            {
                silent += camera.Mouth.Opening;
                silentCount++;
            }
        }

        Assert.True(speakingCount > 30 && silentCount > 30, $"{speakingCount} loud, {silentCount} silent frames");
        Assert.True(speaking / speakingCount > 4 * (0.1 + silent / silentCount));
    }

    [Fact]
    public void Nothing_is_delivered_before_its_time_and_the_wait_ends_with_the_timeout()
    {
        HandPace pace = new();
        using VirtualMicrophone microphone = new(Talker, VirtualRoom.Quiet(), pace);
        using VirtualCamera camera = new(Talker, pace);
        float[] hop = new float[160];
        Array.Fill(hop, 7);
        VideoFrame frame = new(320, 240);
        pace.Now = pace.Origin + 9_999_999;
        Assert.Equal(ReadResult.TimedOut, microphone.Read(hop, out _, Wait));
        Assert.All(hop, sample => Assert.Equal(7, sample));
        pace.Now++;
        Assert.Equal(ReadResult.Ok, microphone.Read(hop, out _, Wait));
        Assert.Equal(ReadResult.Ok, camera.Read(frame, Wait));
        Assert.Equal(ReadResult.TimedOut, camera.Read(frame, Wait));
    }

    [Fact]
    public void A_late_reader_loses_sound_and_frames_as_with_a_device()
    {
        HandPace pace = new();
        using VirtualMicrophone microphone = new(Talker, VirtualRoom.Quiet(), pace);
        using VirtualCamera camera = new(Talker, pace);
        float[] hop = new float[160];
        VideoFrame frame = new(320, 240);
        pace.Now = pace.Origin + 40_000_000;
        microphone.Read(hop, out _, Wait);
        camera.Read(frame, Wait);
        pace.Now = pace.Origin + 100_000_000_000;
        Assert.Equal(ReadResult.Ok, microphone.Read(hop, out long capturedAt, Wait));
        Assert.Equal(ReadResult.Ok, camera.Read(frame, Wait));
        Assert.Equal(1, microphone.Overruns);
        Assert.Equal(pace.Now - 10_000_000, capturedAt);
        Assert.Equal(2500, frame.Sequence);
        Assert.Equal(pace.Now, frame.CapturedAt);
    }

    [Fact]
    public void In_real_time_nothing_comes_early()
    {
        RealTimePace pace = new();
        using VirtualMicrophone microphone = new(Talker, VirtualRoom.Quiet(), pace);
        float[] hop = new float[160];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(ReadResult.Ok, microphone.Read(hop, out long capturedAt, TimeSpan.FromSeconds(10)));
            Assert.True(pace.Now >= capturedAt + 10_000_000);
        }
    }

    [Theory]
    [MemberData(nameof(Noises))]
    public void The_noise_has_the_stated_ratio_and_the_reference_is_the_talker_alone(string noise)
    {
        const double Ratio = 3;
        Unpaced pace = new();
        using VirtualMicrophone microphone = new(Talker, new VirtualRoom(Talker, Ratio, () => Open(noise)), pace);
        using VirtualMicrophone alone = new(Talker, VirtualRoom.Quiet(), pace);
        float[] noisy = new float[160], clean = new float[160], expected = new float[160];
        double energy = 0;
        for (int h = 0; h < 1000; h++)
        {
            microphone.Read(noisy, clean, out _, Wait);
            alone.Read(expected, out _, Wait);
            Assert.Equal(expected, clean);
            for (int i = 0; i < noisy.Length; i++) energy += (noisy[i] - clean[i]) * (noisy[i] - clean[i]);
        }

        double level = 10 * Math.Log10(energy / 160_000);
        Assert.Equal(20 * Math.Log10(Talker.Traits.Level) - Ratio, level, 0.1);
    }

    [Theory]
    [MemberData(nameof(Noises))]
    public void Noise_depends_on_its_seed_alone_and_allocates_nothing(string noise)
    {
        INoise one = Open(noise), again = Open(noise);
        float[] first = new float[320], second = new float[320];
        one.Read(first);
        again.Read(second.AsSpan(0, 100));
        again.Read(second.AsSpan(100));
        Assert.Equal(first, second);
        Allocations.None(() =>
        {
            for (int i = 0; i < 500; i++) one.Read(first);
        });
    }

    [Fact]
    public void The_ratio_can_be_changed_while_listening()
    {
        VirtualRoom room = new(Talker, 0, () => new StreetNoise(1)), softer = new(Talker, 20, () => new StreetNoise(1));
        float[] silence = new float[160], one = new float[160], other = new float[160];
        room.SignalToNoise = 20;
        room.Hear(silence, one);
        softer.Hear(silence, other);
        Assert.Equal(other, one);
    }

    [Fact]
    public void A_recording_of_less_than_a_second_is_refused() =>
        Assert.Throws<BadInputException>(() => new LoopedNoise(new float[15_999], "short.wav"));

    [Fact]
    public void Both_senses_allocate_nothing()
    {
        Unpaced pace = new();
        using VirtualMicrophone microphone = new(Talker, new VirtualRoom(Talker, 0, () => new CafeNoise(2)), pace);
        using VirtualCamera camera = new(Talker, pace);
        float[] noisy = new float[160], clean = new float[160];
        VideoFrame frame = new(320, 240);
        camera.Read(frame, Wait);
        microphone.Read(noisy, clean, out _, Wait);
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                camera.Read(frame, Wait);
                for (int h = 0; h < 4; h++) microphone.Read(noisy, clean, out _, Wait);
            }
        });
    }

    [Fact]
    public void The_studio_records_what_camera_and_microphone_deliver()
    {
        TalkerStudio studio = new(Talker);
        Utterance first = studio.Next();
        Unpaced pace = new();
        using VirtualMicrophone microphone = new(Talker, VirtualRoom.Quiet(), pace);
        using VirtualCamera camera = new(Talker, pace);
        float[] heard = new float[first.Samples.Length];
        for (int at = 0; at < heard.Length; at += 160)
            microphone.Read(heard.AsSpan(at, Math.Min(160, heard.Length - at)), out _, Wait);
        VideoFrame seen = new(320, 240);
        camera.Read(seen, Wait);
        Assert.Equal(first.Samples, heard);
        Assert.Equal(first.Frames[0].Luma, seen.Luma);
        Assert.Equal((first.Samples.Length + 639) / 640, first.Frames.Count);
        Assert.Equal(Talker.OpenScript().Current.Sentence, first.Sentence);
        Assert.NotEqual(first.Samples, studio.Next().Samples);
    }

    private static INoise Open(string noise) => noise switch
    {
        "street" => new StreetNoise(1),
        "babble" => new BabbleNoise(1),
        "cafe" => new CafeNoise(1),
        _ => new LoopedNoise([.. Enumerable.Range(0, 16_000).Select(i => MathF.Sin(0.3f * i))], "tone"),
    };

    private sealed class HandPace : IPace
    {
        public long Origin => 1_000;

        public long Now { get; set; } = 1_000;

        public bool WaitUntil(long moment, TimeSpan timeout) => Now >= moment;
    }
}
