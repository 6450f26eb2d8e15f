using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Machine;

namespace OnBoard.Tests.Unit.Device.Interfaces.Status;

/// <summary>A status whose every figure is known to the tests.</summary>
internal static class SampleStatus
{
    /// <summary>Of a service with rails and learning; each figure is another.</summary>
    public static StatusReport Full { get; } = Bare(sequence: 7) with
    {
        Seconds = 3661,
        Service = new ServiceFacts("0.1.0", "zcu104", [new Fact("network", "base, uio engine")]),
        Hops = new HopReport(366100, 366000, 3, 1, 2, 5, Guarded: 0),
        Latency = new LatencyReport(1.5, 2.5, 4.5),
        LatencySinceStart = new LatencyReport(1.5, 2.5, 9.5),
        Quality = new QualityReport(-0.5, 6.25, 5.5, "yes"),
        Camera = new CameraReport(true, true, 91525, 91000),
        Network = new NetworkReport(1536, 3, 0.125, 237_300),
        Energy =
        [
            new EnergyFigure("inference", "counted", 19e-6, null, "events"),
            new EnergyFigure("hop, whole board", "measured", 32.5e-3, 0.3e-3, "rails"),
            new EnergyFigure("training step", "counted", 55e-6, null, "events"),
        ],
        Power = new PowerReport(
            "measured", 3.25, 4.75,
            [new DomainReport("PS", 1.5, 1), new DomainReport("PL", 1.75, 1), new DomainReport("board input", 4.75, 1)],
            [
                new RailReport("VCCINT", "PL", 0.85, 2, 1.75, 1.125, 2.125, null),
                new RailReport("VADJ", "IO", null, null, null, null, null, "it is off"),
            ]),
        Machine = new MachineLoad([0.25, 0.75], 0.33, 4_000_000_000, 3_000_000_000, 141_000_000, [new ZoneTemperature("ps-temp", 48.5)]),
        Learning = new LearningReport("training", 12345, "fabric", 12000, 345, 687_500, "lips", 21, 34, 0.625, 0.5625, "kept", 0.75, 4, 6, null),
        Controls =
        [
            new ControlReport("network", "Enhance", "", "switch", "on", ["on", "off"]),
            new ControlReport("learn", "Learn", "", "switch", "off", ["on", "off"]),
            new ControlReport("damage", "Damage", "", "choice", null, ["5 %"]),
        ],
        Readers = 11,
    };

    /// <summary>Of a service with nothing but sound.</summary>
    public static StatusReport Bare(int sequence, long missed = 0, double? enhanced = null) => new()
    {
        Sequence = sequence, Time = DateTimeOffset.UnixEpoch, Seconds = sequence,
        Service = new ServiceFacts("", "", []), Hops = new HopReport(0, 0, missed, 0, 0, 0, Guarded: 0),
        Latency = new LatencyReport(1, 2, 3), LatencySinceStart = new LatencyReport(1, 2, 3),
        Quality = new QualityReport(-1, enhanced, null, "unheard"), Camera = new CameraReport(false, false, 0, 0),
        Network = new NetworkReport(1, 1, 0.5, 1000), Conditions = [], Events = [], Energy = [],
        Windows = [], Machine = new MachineLoad([], null, null, null, null, []), Recording = new RecordingStatus(false, null, 0, 0),
        Controls = [], Readers = 0,
    };
}
