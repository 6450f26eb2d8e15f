using System.Text.Json.Serialization;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Machine;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>How the service is doing: what the page shows and the API gives, once a second. Null is unknown.</summary>
public sealed record StatusReport
{
    /// <summary>Counts the reports from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What is run and where.</summary>
    public required ServiceFacts Service { get; init; }

    /// <summary>Sound delivered so far, seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Hops of 10 ms.</summary>
    public required HopReport Hops { get; init; }

    /// <summary>From the end of a hop at the microphone to its delivery, over the last second.</summary>
    public required LatencyReport Latency { get; init; }

    /// <summary>The same since the start.</summary>
    public required LatencyReport LatencySinceStart { get; init; }

    /// <summary>SI-SDR over the last five seconds, where the clean speech is known.</summary>
    public required QualityReport Quality { get; init; }

    /// <summary>The camera.</summary>
    public required CameraReport Camera { get; init; }

    /// <summary>The network at work.</summary>
    public required NetworkReport Network { get; init; }

    /// <summary>What is wrong now, in plain words.</summary>
    public required IReadOnlyList<ConditionReport> Conditions { get; init; }

    /// <summary>What happened lately, newest first.</summary>
    public required IReadOnlyList<EventReport> Events { get; init; }

    /// <summary>Energy of one inference and one training step, each with where the figure comes from.</summary>
    public required IReadOnlyList<EnergyFigure> Energy { get; init; }

    /// <summary>The power rails; null where none are read.</summary>
    public PowerReport? Power { get; init; }

    /// <summary>Processor, memory and temperature of the machine.</summary>
    public required MachineLoad Machine { get; init; }

    /// <summary>Live learning; null where nobody learns.</summary>
    public LearningReport? Learning { get; init; }

    /// <summary>The energy windows that somebody opened lately, oldest first.</summary>
    public required IReadOnlyList<WindowEntry> Windows { get; init; }

    /// <summary>The recording of this moment, or the last one.</summary>
    public required RecordingStatus Recording { get; init; }

    /// <summary>What can be changed, and how it stands.</summary>
    public required IReadOnlyList<ControlReport> Controls { get; init; }

    /// <summary>Open pages and programs that read the live stream.</summary>
    public required int Readers { get; init; }
}

/// <summary>What is run and where; does not change.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Board">The board's name, or "virtual".</param>
/// <param name="Facts">Names and values, as at the start of <c>onboard run</c>.</param>
public sealed record ServiceFacts(string Version, string Board, IReadOnlyList<Fact> Facts);

/// <summary>A name and its value.</summary>
public sealed record Fact(string Name, string Value);

/// <summary>Hops since the start.</summary>
/// <param name="Delivered">Delivered, enhanced or not.</param>
/// <param name="Inferred">Enhanced by the network.</param>
/// <param name="Missed">Missed the deadline of 10 ms: passed unprocessed.</param>
/// <param name="Lost">Lost between threads.</param>
/// <param name="Silent">Silence in place of a lost microphone.</param>
/// <param name="Guarded">Processed less: the network is unsure or hears what it was not trained on.</param>
/// <param name="Xruns">Gaps of the sound devices.</param>
public sealed record HopReport(long Delivered, long Inferred, long Missed, long Lost, long Silent, long Xruns, long Guarded);

/// <summary>Latency in milliseconds.</summary>
/// <param name="Median">Half of the hops.</param>
/// <param name="P99">99 of 100 hops.</param>
/// <param name="Max">The slowest.</param>
public sealed record LatencyReport(double Median, double P99, [property: JsonPropertyName("greatest")] double Max);

/// <summary>SI-SDR in dB.</summary>
/// <param name="Noisy">Of what the microphone hears.</param>
/// <param name="Enhanced">Of what goes out.</param>
/// <param name="EstimatedGain">Improvement of the signal-to-noise ratio as the network itself sees it, where clean speech is not known.</param>
/// <param name="Voice">Whether the network knows the voice: unheard, no, learning, yes.</param>
public sealed record QualityReport(double? Noisy, double? Enhanced, double? EstimatedGain, string Voice);

/// <summary>The camera.</summary>
/// <param name="Present">Whether there is one.</param>
/// <param name="SeesMouth">Whether the last frame showed a mouth.</param>
/// <param name="Pictures">Frames looked at.</param>
/// <param name="Mouths">Frames with a mouth.</param>
public sealed record CameraReport(bool Present, bool SeesMouth, long Pictures, long Mouths);

/// <summary>The network at work, over the last second.</summary>
/// <param name="Cells">Cells of both streams.</param>
/// <param name="Layers">Layers of each stream.</param>
/// <param name="Activity">Share of cells whose output is not zero, 0..1.</param>
/// <param name="EventsPerHop">Weights applied to inputs that are not zero, per hop.</param>
public sealed record NetworkReport(int Cells, int Layers, double? Activity, double? EventsPerHop);

/// <summary>One thing that is wrong.</summary>
/// <param name="Part">Which part says so.</param>
/// <param name="State">In a few words.</param>
/// <param name="Message">The whole story.</param>
/// <param name="Since">Since when.</param>
public sealed record ConditionReport(string Part, string State, string Message, DateTimeOffset Since);

/// <summary>Something that happened.</summary>
/// <param name="Time">When.</param>
/// <param name="Message">What.</param>
/// <param name="IsFault">Whether something went wrong.</param>
public sealed record EventReport(DateTimeOffset Time, string Message, bool IsFault);

/// <summary>Energy of one thing.</summary>
/// <param name="Name">"inference", "hop, whole board" or "training step", with the engine that does it in brackets once one has.</param>
/// <param name="Provenance">"measured", "modelled" or "counted"; figures of different provenance are never mixed.</param>
/// <param name="Joules">The figure; null where it could not be resolved.</param>
/// <param name="Interval">Half the width of the 95 % interval, joules; null where the figure is a count and has none.</param>
/// <param name="Basis">How it came about, in words.</param>
public sealed record EnergyFigure(string Name, string Provenance, double? Joules, double? Interval, string Basis);

/// <summary>Something that can be changed with the token: POST { "value": ... } to /api/v1/controls/NAME.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Help">What it does.</param>
/// <param name="Kind">"switch" (on or off) or "action" (one of the choices does it).</param>
/// <param name="Value">How it stands; null for an action.</param>
/// <param name="Choices">What can be chosen.</param>
public sealed record ControlReport(
    string Name, string Label, string Help, string Kind, string? Value, IReadOnlyList<string> Choices);

/// <summary>What a control is to become.</summary>
/// <param name="Value">One of its values.</param>
public sealed record ControlRequest(string Value);

/// <summary>The last hour, second by second, oldest first; all lists are of the same length.</summary>
/// <param name="FirstSequence">The sequence of the first report.</param>
/// <param name="Seconds">Sound delivered, seconds.</param>
/// <param name="NoisySdr">dB.</param>
/// <param name="EnhancedSdr">dB.</param>
/// <param name="LatencyMedian">ms.</param>
/// <param name="LatencyP99">ms.</param>
/// <param name="LatencyMax">ms.</param>
/// <param name="Activity">0..1.</param>
/// <param name="EventsPerHop">Per hop.</param>
/// <param name="Missed">Hops that missed the deadline in that second.</param>
/// <param name="LossBefore">Held-out loss of the weights at the start, nats per band.</param>
/// <param name="LossNow">The same of the weights in use.</param>
/// <param name="Domains">Watts by domain, those that were ever read.</param>
public sealed record HistoryReport(
    long FirstSequence, IReadOnlyList<float> Seconds, IReadOnlyList<float?> NoisySdr, IReadOnlyList<float?> EnhancedSdr,
    IReadOnlyList<float?> LatencyMedian, IReadOnlyList<float?> LatencyP99, [property: JsonPropertyName("latencyGreatest")] IReadOnlyList<float?> LatencyMax,
    IReadOnlyList<float?> Activity, IReadOnlyList<float?> EventsPerHop, IReadOnlyList<float?> Missed,
    IReadOnlyList<float?> LossBefore, IReadOnlyList<float?> LossNow, IReadOnlyList<DomainHistory> Domains);

/// <summary>The power of one domain over the last hour.</summary>
/// <param name="Name">PS, PL, DDR, IO or board input.</param>
/// <param name="Watts">Second by second.</param>
public sealed record DomainHistory(string Name, IReadOnlyList<float?> Watts);

/// <summary>Whether the service is well.</summary>
/// <param name="Status">"ok" or what is not.</param>
public sealed record HealthReport(string Status);

/// <summary>Something went wrong, as RFC 9457 has it.</summary>
/// <param name="Title">What.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">Why, and what to do.</param>
public sealed record ProblemReport(string Title, int Status, string Detail);

/// <summary>What a reader of the live stream asks for.</summary>
/// <param name="Sound">"none", "noisy" or "enhanced".</param>
internal sealed record LiveRequest(string? Sound, string? Token = null);
