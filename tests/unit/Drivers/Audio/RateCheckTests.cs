using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;

namespace OnBoard.Tests.Unit.Drivers.Audio;

public class RateCheckTests
{
    private const long StretchNanoseconds = 190_000_000;

    private static readonly int[] Usual = [8000, 16000, 22050, 32000, 44100, 48000, 96000];

    [Fact]
    public void Every_lie_among_the_usual_rates_is_found_within_five_seconds_and_gross_ones_within_half()
    {
        foreach (int said in Usual)
        {
            foreach (int done in Usual.Where(rate => rate != said))
            {
                (int found, double seconds) = Watch(said, time => time * done, 10);
                Assert.Equal((said, done, done), (said, done, found));
                bool isGross = Math.Abs(done - said) > 0.3 * said;
                Assert.True(seconds <= (isGross ? 0.5 : 5), $"{done} for {said} after {seconds:0.00} s");
            }
        }
    }

    [Fact]
    public void A_rate_that_is_none_of_the_usual_ones_is_found_too() => Assert.Equal(17000, Watch(16000, time => time * 17010, 10).Found);

    [Theory]
    [InlineData(1.0003)]
    [InlineData(0.9997)]
    [InlineData(1.01)]
    public void The_error_of_a_crystal_is_no_lie(double error) =>
        Assert.Equal(0, Watch(16000, time => time * 16000 * error, 600).Found);

    [Fact]
    public void What_a_sound_server_delivers_in_lumps_is_no_lie() =>
        Assert.Equal(0, Watch(16000, time => Math.Floor(time / 0.0427) * 0.0427 * 16000, 600).Found);

    [Fact]
    public void What_a_sound_server_had_in_store_at_the_start_is_no_lie() =>
        Assert.Equal(0, Watch(16000, time => (time + (time > 0.05 ? 0.2 : 0)) * 16000, 600).Found);

    [Theory]
    [InlineData(16000, 48000, true)]
    [InlineData(16000, 48000, false)]
    [InlineData(48000, 16000, true)]
    public void A_microphone_that_lies_is_opened_again_at_what_it_does(int said, int done, bool obeys)
    {
        List<int> asked = [];
        PcmShape Shape(int rate) => new(SampleFormat.Signed16, 1, rate, rate / 100, rate / 100 * 16);
        using AlsaMicrophone microphone = new(new ClockedPcm(Shape(said), done), reopen: rate =>
        {
            asked.Add(rate);
            if (rate != 0 && !obeys) throw new DeviceFailedException("clocked", "refuses", "ask for another");
            return new ClockedPcm(Shape(rate == 0 ? said : rate), done);
        });
        float[] hop = new float[160];
        long start = MonotonicClock.Nanoseconds, begun = 0;
        int hops = 0, crossings = 0;
        int[] hopsOfStretch = new int[10];
        float before = 0;
        while (MonotonicClock.Nanoseconds - start < 3_000_000_000)
        {
            if (microphone.Read(hop, out _, TimeSpan.FromMilliseconds(100)) != ReadResult.Ok) continue;
            if (MonotonicClock.Nanoseconds - start < 1_000_000_000) continue;
            if (begun == 0) begun = MonotonicClock.Nanoseconds;
            hops++;
            int stretch = (int)((MonotonicClock.Nanoseconds - begun) / StretchNanoseconds);
            if (stretch < hopsOfStretch.Length) hopsOfStretch[stretch]++;
            foreach (float sample in hop)
            {
                if (sample >= 0 && before < 0) crossings++;
                before = sample;
            }
        }

        // A hundred hops a second, and 100 Hz is 100 Hz. Where the machine stands still for longer than the buffer lasts hops are lost, as
        // they are to be; most stretches know nothing of that. Where it is only slow hops come late, and the whole time knows nothing of that.
        double whole = hops / ((MonotonicClock.Nanoseconds - begun) * 1e-9);
        Array.Sort(hopsOfStretch);
        double most = hopsOfStretch[hopsOfStretch.Length / 2] / (StretchNanoseconds * 1e-9);
        Assert.InRange(Math.Max(most, whole), 90, 110);
        Assert.InRange(100.0 * crossings / hops, 90, 110);
        Assert.Equal(done, microphone.Shape.Rate);
        Assert.Equal(obeys ? [done] : [done, 0], asked);
        string remark = Assert.Single(microphone.Remarks);
        Assert.Contains($"says {said} Hz and delivers {done} Hz", remark, StringComparison.Ordinal);
    }

    /// <summary>Looks every 10 ms; what was found, and when.</summary>
    private static (int Found, double Seconds) Watch(int said, Func<double, double> frames, double seconds)
    {
        RateCheck check = new(said);
        for (double time = 0.01; time < seconds; time += 0.01)
        {
            if (check.Look((long)frames(time), 5_000_000_000 + (long)(time * 1e9)) is var found and not 0) return (found, time);
        }

        return (0, seconds);
    }
}
