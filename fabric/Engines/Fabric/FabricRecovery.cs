namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>What brought a fabric back.</summary>
public enum FabricRecovery
{
    /// <summary>A soft reset.</summary>
    SoftReset,

    /// <summary>Loading its logic anew.</summary>
    Reload,
}
