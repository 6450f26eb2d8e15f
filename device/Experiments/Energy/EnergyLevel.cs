namespace OnBoard.Device.Experiments.Energy;

/// <summary>Above what an energy is taken.</summary>
internal enum EnergyLevel
{
    /// <summary>All that flowed meanwhile.</summary>
    Total,

    /// <summary>Above idling with the same fabric.</summary>
    NetOfIdle,

    /// <summary>Above idling with an unprogrammed fabric.</summary>
    NetOfUnprogrammed,
}
