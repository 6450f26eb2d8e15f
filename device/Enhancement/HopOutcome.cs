namespace OnBoard.Device.Enhancement;

/// <summary>What became of a hop. It says how the network's state went on, so a replay needs it.</summary>
public enum HopOutcome
{
    /// <summary>The network's gains were applied.</summary>
    Enhanced,

    /// <summary>The network was asked and came too late: the hop passed unprocessed.</summary>
    Late,

    /// <summary>The network was asked, but whoever listens had switched it off: the hop passed unprocessed.</summary>
    SwitchedOff,

    /// <summary>The network was not asked, since the deadline was over or a failed engine rested: passed unprocessed.</summary>
    NotAsked,

    /// <summary>The engine failed at this hop: passed unprocessed.</summary>
    Failed,
}
