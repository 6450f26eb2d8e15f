namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>In which way a fabric failed.</summary>
public enum FabricFault
{
    /// <summary>A job, or a reset, did not end in time.</summary>
    TimeOut,

    /// <summary>A job was refused: what the fabric read is not what software wrote.</summary>
    Refused,

    /// <summary>A job broke off half-way.</summary>
    Failed,

    /// <summary>The fabric ended a job that nobody had started.</summary>
    WrongSequence,

    /// <summary>The result in memory is an old one: memory and caches disagree.</summary>
    StaleMemory,

    /// <summary>The registers do not answer as a fabric's.</summary>
    Gone,
}
