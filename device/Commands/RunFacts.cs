using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Recording;

namespace OnBoard.Device.Commands;

/// <summary>What is shown at the start and on the page: what is run and where.</summary>
internal static class RunFacts
{
    /// <summary>What is run and where.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(RunSettings settings, LiveNetwork network, LiveSources sources)
    {
        string noise = settings.Noise.Kind switch
        {
            EndpointKind.None => "none added",
            EndpointKind.Virtual => FormattableString.Invariant($"a cafe, speech {settings.Snr:+0.#;-0.#;0} dB over it"),
            _ => FormattableString.Invariant($"{settings.Noise.Name}, speech {settings.Snr:+0.#;-0.#;0} dB over it"),
        };
        if (settings.HasIntermittentNoise && settings.Noise.Kind != EndpointKind.None) noise += ", which comes and goes";
        return
        [
            ("board", settings.RealBoard ? Machine.Model : "virtual"),
            .. settings.HasVirtualTime ? (IReadOnlyList<(string, string)>)[("time", "virtual: as fast as the work is done")] : [],
            ("rails", !settings.ReadsRails ? "not read" : settings.RealBoard ? "measured" : "modelled"),
            ("microphone", TextOf(settings.Microphone, "virtual talker", "alsa:")),
            ("camera", TextOf(settings.Camera, "virtual talker")),
            ("noise", noise),
            ("network", $"{network.Model.Parameters.Topology.Description.Name}, {network.Enhancer.Engine.Name} engine, {network.Model.Origin}"),
            ("learning", network.Learning is { } learning ? TextOf(learning, settings) : "none"),
            ("output", TextOf(settings.Output, "", "alsa:")),
            ("recording", settings.Record ?? "none"),
            ("scores", sources.KnowsClean
                ? $"against the clean speech, after {RecordingLoop.OpeningSeconds} s"
                : "none: the clean speech is not known"),
        ];
    }

    private static string TextOf(LiveLearning learning, RunSettings settings) =>
        $"{(settings.Learning == true ? "on" : "off")}{(settings.Camera.Kind == EndpointKind.None ? ", by ear" : "")}, " +
        (learning.Resumed is { } checkpoint ? $"from {checkpoint.Path}" : $"into {settings.Checkpoints}");

    private static string TextOf(Endpoint endpoint, string virtualName, string prefix = "") => endpoint.Kind switch
    {
        EndpointKind.None => "none",
        EndpointKind.Virtual => virtualName,
        EndpointKind.Device => prefix + endpoint.Name,
        _ => endpoint.Name,
    };
}
