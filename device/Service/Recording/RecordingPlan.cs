using OnBoard.Drivers.Files;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Recording;

/// <summary>What is kept of a session, and where.</summary>
public sealed record RecordingPlan
{
    /// <summary>Where recordings go that are started while the service runs, each in a folder of its own.</summary>
    public string Root { get; init; } = "onboard-output";

    /// <summary>A recording from the first hop on; null begins none.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether the clean speech is known and kept too.</summary>
    public bool WithClean { get; init; }

    /// <summary>A file for the enhanced sound alone; gives null for none. Opened when the pipeline starts.</summary>
    public Func<WavWriter?> OpenOutput { get; init; } = () => null;

    /// <summary>What the manifest says of the service.</summary>
    public RecordingFacts Facts { get; init; } = new();

    /// <summary>The rails that go into the table; gives null where there are none.</summary>
    public Func<IRailMonitor?> Rails { get; init; } = () => null;

    /// <summary>Creates a file of a recording.</summary>
    internal Func<string, Stream> CreateFile { get; init; } = DiskFile.Create;
}
