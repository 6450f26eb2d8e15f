using CsCheck;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

public sealed class WavWriterTests
{
    private const int Rate = 16_000;

    [Fact]
    public void What_was_written_is_read_back_to_half_a_step() => Gen.Select(
        Gen.Int[1, 6], Gen.Int[1, 96_000], Gen.Float[-1, 0.9999f].Array[0, 700].Array[1, 5]).Sample(
        (channels, rate, pieces) =>
        {
            float[][] whole = [.. pieces.Select(piece => piece[..(piece.Length / channels * channels)])];
            float[] expected = [.. whole.SelectMany(piece => piece)];
            using var file = new MemoryStream();
            using (var writer = new WavWriter(file, "test", rate, channels))
            {
                foreach (float[] piece in whole) writer.Write(piece);
                Assert.Equal(expected.Length / channels, writer.Length);
            }

            if (expected.Length == 0) return;
            WavFile back = WavFile.Parse(file.ToArray(), "test");
            Assert.Equal((rate, channels, expected.Length), (back.SampleRate, back.Channels, back.Samples.Length));
            for (int n = 0; n < expected.Length; n++) Assert.Equal(expected[n], back.Samples[n], 0.5001 / 32_768);
        },
        iter: 100);

    [Fact]
    public void Floats_come_back_bit_by_bit() => Gen.Select(
        Gen.Int[1, 3], Gen.Float[-3, 3].Array[3, 9000]).Sample(
        (channels, samples) =>
        {
            float[] whole = samples[..(samples.Length / channels * channels)];
            using var file = new MemoryStream();
            using (var writer = new WavWriter(file, "test", Rate, channels, WavSample.Ieee32)) writer.Write(whole);
            byte[] bytes = file.ToArray();
            Assert.Equal((uint)bytes.Length - 8, BitConverter.ToUInt32(bytes, 4));
            Assert.Equal((uint)(whole.Length / channels), BitConverter.ToUInt32(bytes, 46));
            Assert.Equal(whole, WavFile.Parse(bytes, "test").Samples);
        },
        iter: 30);

    [Fact]
    public void A_file_survives_on_disk_and_a_second_recording_replaces_the_first()
    {
        string path = Path.Combine(Path.GetTempPath(), $"onboard-{Guid.NewGuid():N}.wav");
        try
        {
            foreach (int length in new[] { 5_000, 300 })
            {
                using (var writer = new WavWriter(path, Rate)) writer.Write(new float[length]);
                Assert.Equal(length, WavFile.Read(path).Length);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Values_beyond_full_scale_are_held_at_it_and_no_number_is_silence()
    {
        using var file = new MemoryStream();
        using (var writer = new WavWriter(file, "test", Rate))
            writer.Write([2, -2, float.PositiveInfinity, float.NaN]);
        Assert.Equal([32_767 / 32_768f, -1, 32_767 / 32_768f, 0], WavFile.Parse(file.ToArray(), "test").Samples);
    }

    [Fact]
    public void A_crash_at_any_moment_leaves_a_file_that_lacks_two_seconds_at_the_most()
    {
        using var file = new MemoryStream();
        using var writer = new WavWriter(file, "test", Rate);
        var hop = new float[160];
        for (int hops = 1; hops <= 700; hops++)
        {
            writer.Write(hop);
            if (hops < 200) continue;
            int readable = WavFile.Parse(file.ToArray(), "crashed").Length;
            Assert.InRange(readable, (hops * 160) - (2 * Rate), hops * 160);
        }
    }

    [Theory]
    [InlineData(WavSample.Pcm16, 44)]
    [InlineData(WavSample.Ieee32, 58)]
    public void The_header_announces_no_more_than_was_there_before_it(WavSample kind, int header)
    {
        // The order of the writes is what makes the file valid after each of them.
        using var disk = new FillingDisk(long.MaxValue);
        disk.AfterWrite = () =>
        {
            byte[] now = disk.ToArray();
            if (now.Length >= header)
            {
                Assert.True(
                    BitConverter.ToUInt32(now, header - 4) <= now.Length - header, "the header is ahead of the sound");
            }
        };
        using var writer = new WavWriter(disk, "test", 1_000, kind: kind);
        for (int i = 0; i < 100; i++) writer.Write(new float[77]);
    }

    [Fact]
    public void A_disk_that_fills_up_is_named_and_what_fitted_can_be_read()
    {
        using var disk = new FillingDisk(10_000);
        var error = Assert.Throws<DeviceFailedException>(() =>
        {
            using var writer = new WavWriter(disk, "talk.wav", Rate, channels: 3);
            for (int i = 0; i < 1_000; i++) writer.Write(new float[300]);
        });
        Assert.Equal(("talk.wav", "the disk is full"), (error.Subject, error.Cause));
        Assert.InRange(WavFile.Parse(disk.ToArray(), "talk.wav").Samples.Length, 4_500, 5_000);
    }

    [Fact]
    public void After_a_failure_nothing_more_is_taken()
    {
        using var disk = new FillingDisk(100);
        using var writer = new WavWriter(disk, "talk.wav", Rate);
        Assert.Throws<DeviceFailedException>(() => writer.Write(new float[100]));
        Assert.Throws<DeviceFailedException>(() => writer.Write(new float[1]));
    }

    [Fact]
    public void The_systems_own_full_device_is_recognised()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("needs /dev/full of Linux");
        var error = Assert.Throws<DeviceFailedException>(() => new WavWriter("/dev/full", Rate).Dispose());
        Assert.Equal(("/dev/full", "the disk is full"), (error.Subject, error.Cause));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused_by_path() => Assert.Equal(
        "/nowhere/talk.wav", Assert.Throws<BadInputException>(() => new WavWriter("/nowhere/talk.wav", Rate)).Subject);

    [Fact]
    public void Part_of_a_moment_and_a_closed_writer_are_refused()
    {
        var writer = new WavWriter(new MemoryStream(), "test", Rate, channels: 2);
        Assert.Throws<ArgumentException>(() => writer.Write([0, 0, 0]));
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Write([0, 0]));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        using var writer = new WavWriter(new MemoryStream(1 << 20), "test", Rate);
        var hop = new float[160];
        for (int i = 0; i < 500; i++) writer.Write(hop);
        Allocations.None(() =>
        {
            for (int i = 0; i < 500; i++) writer.Write(hop);
        });
    }

    /// <summary>A disk with room for so many bytes; what is there can be written again.</summary>
    private sealed class FillingDisk(long room) : MemoryStream
    {
        public Action? AfterWrite { get; set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Position + count > room) throw new IOException("No space left on device", 28);
            base.Write(buffer, offset, count);
            AfterWrite?.Invoke();
        }
    }
}
