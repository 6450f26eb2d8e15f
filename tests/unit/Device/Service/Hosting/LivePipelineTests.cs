using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnBoard.Device.Commands;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Files;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;
using OnBoard.Tests.Unit.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Service.Hosting;

public sealed class LivePipelineTests : IDisposable
{
    private static readonly TimeSpan TestTimeout = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_recording_goes_through_all_threads_into_the_files()
    {
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: false);
        pipeline.Start();
        await pipeline.Completion.WaitAsync(TestTimeout);
        Assert.Equal(50, pipeline.Counters.Hops + pipeline.LostHops);
        long kept = pipeline.Counters.Hops - 1 - pipeline.UnrecordedHops;
        WavFile noisy = WavFile.Read(Path.Combine(_folder, "noisy.wav"));
        Assert.Equal(160 * kept, noisy.Length);
        Assert.Equal(noisy.Length, WavFile.Read(Path.Combine(_folder, "enhanced.wav")).Length);
        Assert.Equal(0.1f, noisy.Samples[100], 1e-3f);
    }

    [Fact]
    public async Task Stopping_lets_what_was_captured_out_and_completes_the_files()
    {
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true);
        pipeline.Start();
        while (pipeline.Counters.Hops < 10) await Task.Delay(5);
        pipeline.Stop();
        await pipeline.Completion.WaitAsync(TestTimeout);
        long kept = pipeline.Counters.Hops - 1 - pipeline.UnrecordedHops;
        Assert.Equal(160 * kept, WavFile.Read(Path.Combine(_folder, "enhanced.wav")).Length);
    }

    [Fact]
    public void A_missing_device_is_told_at_the_start_and_nothing_stays_open()
    {
        ScriptedEngine engine = new();
        ScriptedCamera camera = new(new ManualClock(), _ => ReadResult.Ok);
        LiveParts parts = new(
            new SpeechEnhancer(engine, FeatureScaling.Identity),
            () => throw new DeviceMissingException("alsa:nothing", "there is no such PCM", "Choose another"),
            () => new Slot<ICamera>(camera), () => null,
            new RecordingPlan { Folder = _folder });
        using LivePipeline pipeline = new(parts, SystemClock.Instance);
        DeviceMissingException error = Assert.Throws<DeviceMissingException>(pipeline.Start);
        Assert.Equal("alsa:nothing", error.Subject);
        Assert.True(camera.Disposed);
        Assert.True(engine.Disposed);
        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public async Task An_error_of_the_program_ends_the_pipeline_and_is_told()
    {
        ScriptedEngine engine = new() { AtStep = _ => throw new InvalidOperationException("broken") };
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true, engine);
        pipeline.Start();
        InvalidOperationException error =
            await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.Completion.WaitAsync(TestTimeout));
        Assert.Equal("broken", error.Message);
    }

    [Fact]
    public async Task Stopping_the_host_as_SIGTERM_does_stops_the_pipeline_and_shows_the_end()
    {
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true);
        StringWriter output = new();
        using IHost host = Host(pipeline, output, duration: null);
        await host.StartAsync();
        while (pipeline.Counters.Hops < 10) await Task.Delay(5);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await host.WaitForShutdownAsync().WaitAsync(TestTimeout);
        Assert.True(pipeline.Completion.IsCompletedSuccessfully);
        Assert.Contains($"hops {pipeline.Counters.Hops} ", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The disk takes nothing: the threads go on with their rings, and the end is whole when it does again.</summary>
    [Fact]
    public async Task A_disk_that_keeps_the_recording_is_named_and_no_ring_is_taken_from_a_thread_that_runs()
    {
        using ManualResetEventSlim free = new(initialState: true);
        LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true, createFile: path => new HeldDisk(path, free));
        pipeline.Start();
        while (pipeline.Counters.Hops < 10) await Task.Delay(5);
        free.Reset();
        pipeline.Stop();
        DeviceFailedException error = await Assert.ThrowsAsync<DeviceFailedException>(
            () => pipeline.WaitForEndAsync(TimeSpan.FromMilliseconds(300)));
        Assert.Equal("onboard recording", error.Subject);
        pipeline.Dispose();
        free.Set();
        await pipeline.WaitForEndAsync(TestTimeout);
        long kept = pipeline.Counters.Hops - 1 - pipeline.UnrecordedHops;
        Assert.Equal(160 * kept, WavFile.Read(Path.Combine(_folder, "enhanced.wav")).Length);
        pipeline.Dispose();
    }

    /// <summary>A disk that needs longer for the end than any device is waited for, and less than the host waits.</summary>
    [Fact]
    public async Task The_host_waits_for_a_slow_disk()
    {
        using ManualResetEventSlim free = new(initialState: true);
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true, createFile: path => new HeldDisk(path, free));
        using IHost host = Host(pipeline, new StringWriter(), duration: null);
        await host.StartAsync();
        while (pipeline.Counters.Hops < 10) await Task.Delay(5);
        free.Reset();
        using Timer later = new(_ => free.Set(), null, TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan);
        await host.StopAsync();
        await pipeline.WaitForEndAsync(TimeSpan.Zero);
    }

    /// <summary>A pipe that nobody reads, a terminal that is stopped (Ctrl+S): the page's figures come from the same reader, and go on.</summary>
    [Fact]
    public async Task A_terminal_that_takes_nothing_does_not_stop_the_status()
    {
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true);
        LiveStatusReader reader = new(pipeline, cells: 256);
        int read = 0;
        reader.WasRead += _ => Interlocked.Increment(ref read);
        using ManualResetEventSlim free = new(initialState: false);
        using StatusReading reading = new(reader);
        using StatusService terminal = new(pipeline, reader, new PlainView(new HeldOutput(free)));
        await terminal.StartAsync(default);
        await reading.StartAsync(default);
        using CancellationTokenSource timeout = new(TestTimeout);
        while (Volatile.Read(ref read) < 3) await Task.Delay(20, timeout.Token);
        free.Set();
        await reading.StopAsync(default);
        await terminal.StopAsync(default);
    }

    [Fact]
    public async Task An_error_of_the_program_is_logged_with_where_it_arose()
    {
        ScriptedEngine engine = new() { AtStep = _ => throw new InvalidOperationException("broken") };
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true, engine);
        using KeptLog log = new();
        using IHost host = Host(pipeline, new StringWriter(), duration: null, log);
        await host.RunAsync().WaitAsync(TestTimeout);
        KeptLog.Entry entry = Assert.Single(log.Entries, entry => entry.Level == LogLevel.Critical);
        Assert.Equal("broken", entry.Error?.Message);
        Assert.Contains(" at OnBoard.", entry.Error!.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_stops_when_the_duration_is_over()
    {
        using LivePipeline pipeline = Pipeline(Sound(seconds: 0.5), looped: true);
        using IHost host = Host(pipeline, new StringWriter(), TimeSpan.FromMilliseconds(50));
        await host.RunAsync().WaitAsync(TestTimeout);
        Assert.True(pipeline.Completion.IsCompletedSuccessfully);
    }

    private static IHost Host(LivePipeline pipeline, StringWriter output, TimeSpan? duration, ILoggerFactory? loggers = null)
    {
        RunSettings settings = new()
        {
            RealBoard = false, Camera = Endpoint.None, Microphone = Endpoint.Virtual, Noise = Endpoint.None,
            Output = Endpoint.None, Network = "", Fabric = "float", Duration = duration, Listen = ListenAddress.Parse("none")!,
        };
        return RunHost.Build(settings, new PlainView(output), loggers ?? NullLoggerFactory.Instance, services =>
        {
            services.AddSingleton(pipeline);
            services.AddSingleton(new LiveStatusReader(pipeline, cells: 256));
        });
    }

    private static Clip Sound(double seconds) =>
        new("tone", [.. Enumerable.Repeat(0.1f, (int)(16_000 * seconds))], [], framesPerSecond: 0);

    private LivePipeline Pipeline(
        Clip clip, bool looped, ScriptedEngine? engine = null, Func<string, Stream>? createFile = null) => new(
        new LiveParts(
            new SpeechEnhancer(engine ?? new ScriptedEngine(), FeatureScaling.Identity),
            () => new Slot<IMicrophone>(new ClipMicrophone(clip, new ClipTiming(paced: true, looped))),
            () => null, () => null, new RecordingPlan { Folder = _folder, CreateFile = createFile ?? DiskFile.Create }),
        SystemClock.Instance);

    private sealed class HeldOutput(ManualResetEventSlim free) : StringWriter
    {
        public override void WriteLine(string? value) => free.Wait();
    }

    /// <summary>A file on a disk that takes nothing while it is held.</summary>
    private sealed class HeldDisk(string path, ManualResetEventSlim free) : FileStream(path, FileMode.Create, FileAccess.Write)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            free.Wait();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            free.Wait();
            base.Write(buffer);
        }
    }
}
