namespace OnBoard.Fabric.Contract;

/// <summary>What the fabric is doing.</summary>
public enum FabricState
{
    /// <summary>Held in soft reset, or not enabled.</summary>
    Reset = 0,

    /// <summary>Waits for a job.</summary>
    Idle = 1,

    /// <summary>Runs a job.</summary>
    Busy = 2,

    /// <summary>A job failed half-way: nothing starts before a soft reset, and the network is lost.</summary>
    Fault = 3,
}
