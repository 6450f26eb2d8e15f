using OnBoard.Device.Enhancement;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Media;
using OnBoard.Tests.Unit.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Interfaces.Scpi;

/// <summary>A live service on a looped recording, seen as an instrument.</summary>
internal sealed class Instrument : IDisposable
{
    public Instrument(bool hasRails = true, bool learns = true)
    {
        Clip clip = new("tone", [.. Enumerable.Repeat(0.1f, 8000)], [], framesPerSecond: 0);
        Pipeline = new LivePipeline(
            new LiveParts(
                new SpeechEnhancer(new ScriptedEngine(), FeatureScaling.Identity),
                () => new Slot<IMicrophone>(new ClipMicrophone(clip, new ClipTiming(paced: true, looped: true))),
                () => null, () => null, new RecordingPlan { Root = Folder }),
            SystemClock.Instance);
        Scpi = new ScpiInstrument(Pipeline, cells: 256, "Virtual; board, one", "1.2.3")
        {
            Rails = hasRails ? Rails : null,
            Learning = learns ? Learning : null,
        };
        Session = new ScpiSession(Scpi);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public LivePipeline Pipeline { get; }

    public ScriptedRails Rails { get; } = new();

    public LearningControl Learning { get; } = new(on: false);

    public ScpiInstrument Scpi { get; }

    public ScpiSession Session { get; }

    public string? Ask(string message) => Session.Execute(message);

    /// <summary>The number of the oldest error.</summary>
    public int Error() => Session.Errors.Take().Number;

    public void Dispose()
    {
        Pipeline.Stop();
        if (Pipeline.Counters.Hops > 0) Pipeline.Completion.Wait(TimeSpan.FromMinutes(1));
        Pipeline.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
