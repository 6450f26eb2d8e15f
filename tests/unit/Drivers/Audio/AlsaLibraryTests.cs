using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Drivers.Audio;

/// <summary>
/// The real libasound without a sound card: its "null" and "file" PCMs, and some of a configuration of our own. Nothing
/// of it is a clock, so nothing here is timed.
/// </summary>
public sealed partial class AlsaLibraryTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-alsa-").FullName;

    public AlsaLibraryTests()
    {
        if (!NativeLibrary.TryLoad(Alsa.Library, out _)) Assert.Skip("needs libasound2");
        string configuration = Path.Combine(_folder, "asound.conf");
        File.WriteAllText(configuration, $$"""
            </usr/share/alsa/alsa.conf>
            pcm.played { type file slave.pcm "null" file "{{_folder}}/played.raw" format "raw" }
            pcm.recorded { type file slave.pcm "null" file "/dev/null" infile "{{_folder}}/recorded.raw" format "raw" }
            pcm.at48000 { type plug slave { pcm "null" rate 48000 } }
            pcm.pair {
                type multi
                slaves.a { pcm "null" channels 2 }
                bindings.0 { slave a channel 0 }
                bindings.1 { slave a channel 1 }
            }
            """);
        Assert.Equal(0, SetVariable("ALSA_CONFIG_PATH", configuration, 1));
    }

    public void Dispose()
    {
        _ = ClearVariable("ALSA_CONFIG_PATH");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_is_played_arrives_in_the_file_sample_by_sample()
    {
        float[] wave = [.. Enumerable.Range(0, 1600).Select(i => 0.5f * MathF.Sin(i * 0.1f))];
        using (AlsaLoudspeaker loudspeaker = AlsaLoudspeaker.Open("played"))
        {
            Assert.Equal((SampleFormat.Signed16, 1, 16000), (loudspeaker.Shape.Format, loudspeaker.Shape.Channels, loudspeaker.Shape.Rate));
            for (int hop = 0; hop < 10; hop++) loudspeaker.Write(wave.AsSpan(hop * 160, 160));
        }

        short[] played = [.. MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(Path.Combine(_folder, "played.raw")))];
        Assert.Equal(wave.Select(sample => (short)MathF.Round(sample * 32767)), played);
    }

    [Fact]
    public void What_is_played_on_a_device_of_another_rate_is_resampled()
    {
        using (AlsaLoudspeaker loudspeaker = AlsaLoudspeaker.Open("played", deviceRate: 48000))
        {
            for (int hop = 0; hop < 100; hop++) loudspeaker.Write([.. Enumerable.Repeat(0.25f, 160)]);
        }

        short[] played = [.. MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(Path.Combine(_folder, "played.raw")))];
        StreamingResampler resampler = new(16000, 48000);
        Assert.InRange(played.Length, 48000 - (3 * resampler.Lookahead) - 3, 48000);
        Assert.All(played.Skip(1000), sample => Assert.InRange(sample, 8191, 8193));
    }

    [Fact]
    public void What_a_device_captures_is_read_sample_by_sample()
    {
        short[] wave = [.. Enumerable.Range(0, 16000).Select(i => (short)(i * 2))];
        File.WriteAllBytes(Path.Combine(_folder, "recorded.raw"), MemoryMarshal.AsBytes<short>(wave).ToArray());
        using AlsaMicrophone microphone = AlsaMicrophone.Open("recorded");
        float[] hop = new float[160];
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(ReadResult.Ok, microphone.Read(hop, out _, Soon));
            Assert.Equal(wave.Skip(i * 160).Take(160).Select(sample => sample / 32768f), hop);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(44100)]
    [InlineData(48000)]
    public void A_null_device_delivers_silence_with_a_time_that_goes_on(int rate)
    {
        using AlsaMicrophone microphone = AlsaMicrophone.Open("null", rate);
        float[] hop = new float[160];
        long last = long.MinValue;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(ReadResult.Ok, microphone.Read(hop, out long at, Soon));
            Assert.All(hop, sample => Assert.Equal(0, sample));
            Assert.True(at > last, $"hop {i} at {at} after {last}");
            last = at;
        }
    }

    [Fact]
    public void A_device_without_a_clock_is_held_to_real_time()
    {
        using AlsaMicrophone microphone = AlsaMicrophone.Open("null");
        float[] hop = new float[160];
        int hops = 0;
        while (hops < 3000 && microphone.Read(hop, out _, TimeSpan.Zero) == ReadResult.Ok) hops++;
        Assert.True(hops < 3000, "half a minute of sound came at once");
    }

    [Fact]
    public void A_device_that_cannot_do_16_kHz_runs_at_its_own_rate()
    {
        using AlsaMicrophone microphone = AlsaMicrophone.Open("at48000");
        Assert.Equal(48000, microphone.Shape.Rate);
        Assert.Equal(480, microphone.Shape.Period);
        Assert.Equal(ReadResult.Ok, microphone.Read(new float[160], out _, Soon));
    }

    [Fact]
    public void A_device_of_two_channels_runs_with_two()
    {
        using AlsaLoudspeaker loudspeaker = AlsaLoudspeaker.Open("pair");
        Assert.Equal(2, loudspeaker.Shape.Channels);
        loudspeaker.Write(new float[160]);
    }

    [Theory]
    [InlineData("no-such-pcm")]
    [InlineData("hw:31")]
    public void A_device_that_is_not_there_is_missing_and_named(string pcm)
    {
        DeviceMissingException missing = Assert.Throws<DeviceMissingException>(() => AlsaMicrophone.Open(pcm));
        Assert.Equal(pcm, missing.Subject);
        Assert.Contains("no such sound device", missing.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_a_device_refuses_is_named()
    {
        DeviceFailedException failure =
            Assert.Throws<DeviceFailedException>(() => AlsaMicrophone.Open("at48000", deviceRate: 44100));
        Assert.Contains("44100 Hz", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_are_listed_with_their_directions()
    {
        AlsaDevice silent = Assert.Single(AlsaDevice.List(), device => device.Name == "null");
        Assert.True(silent is { Captures: true, Plays: true });
    }

    [Fact]
    public void A_missing_library_says_what_to_install() =>
        Assert.Contains("libasound2", Alsa.Missing(Alsa.Library).Remedy, StringComparison.Ordinal);

    // libasound reads the C library's environment, which .NET's own copy does not reach.
    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc.so.6", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ClearVariable(string name);
}
