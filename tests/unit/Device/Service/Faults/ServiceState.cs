namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>What the service does when a fault strikes.</summary>
public enum ServiceState
{
    /// <summary>Sound passes: enhancement is switched off.</summary>
    Idle,

    /// <summary>The network runs.</summary>
    Inferring,

    /// <summary>It runs, and learns beside.</summary>
    Learning,

    /// <summary>It runs, and what was learned is half written to the disk.</summary>
    Checkpointing,
}
