using System.Globalization;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether the chosen microphone gives sound, without gaps and neither silent nor clipped.</summary>
internal sealed class MicrophoneCheck : ICheck
{
    private const int Hops = 150;
    private const float Loudest = 0.999f;

    public string Name => "microphone";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        using IMicrophone microphone = context.Sources.OpenMicrophone().Device!;
        float[] samples = new float[AudioFormat.HopLength];
        double energy = 0;
        int heard = 0, clipped = 0;
        for (int hop = 0; hop < Hops && !context.Stop.IsCancellationRequested; hop++)
        {
            ReadResult result = microphone.Read(samples, out _, TimeSpan.FromSeconds(1));
            if (result != ReadResult.Ok) break;
            heard++;
            foreach (float sample in samples)
            {
                energy += (double)sample * sample;
                if (Math.Abs(sample) >= Loudest) clipped++;
            }
        }

        yield return Validate(microphone, heard, energy, clipped);
    }

    private static Finding Validate(IMicrophone microphone, int hops, double energy, int clipped)
    {
        double level = 10 * Math.Log10(Math.Max(energy / Math.Max(1, hops * AudioFormat.HopLength), 1e-20));
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{hops * 10} ms of sound, {level:0} dBFS, {microphone.Overruns} gaps, {clipped} clipped samples");
        if (hops == 0)
        {
            return new Finding(
                FindingState.Failed, microphone.Name, "opened, but gave no sound within a second", "end other programs that use it, look at `arecord -l`");
        }

        if (level < -90) return Finding.Note(microphone.Name, $"{text}: silence", "switch it on, raise its level with alsamixer");
        if (clipped > 0) return Finding.Note(microphone.Name, text, "lower its level with alsamixer");
        if (microphone.Overruns > 0) return Finding.Note(microphone.Name, text, "end programs that load the machine");
        return Finding.Ok(microphone.Name, text);
    }
}
