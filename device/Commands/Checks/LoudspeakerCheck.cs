using OnBoard.Device.Service.Devices;
using OnBoard.Drivers.Audio;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether the chosen loudspeaker takes sound: a moment of silence.</summary>
internal sealed class LoudspeakerCheck : ICheck
{
    private const int Hops = 30;

    public string Name => "loudspeaker";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        Endpoint output = context.Settings.Output;
        if (context.Sources.OpenLoudspeaker() is not { } slot)
        {
            yield return output.Kind == EndpointKind.File
                ? Finding.Ok(output.Name, "the enhanced sound goes into this file")
                : Finding.Ok("loudspeaker", "none is chosen");
            yield break;
        }

        using ILoudspeaker loudspeaker = slot.Device!;
        float[] silence = new float[AudioFormat.HopLength];
        for (int hop = 0; hop < Hops; hop++) loudspeaker.Write(silence);
        yield return Finding.Ok(loudspeaker.Name, $"took {Hops * 10} ms of silence, {loudspeaker.Underruns} gaps");
    }
}
