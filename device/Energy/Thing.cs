namespace OnBoard.Device.Energy;

/// <summary>What is measured.</summary>
internal enum Thing
{
    /// <summary>One forward step of the network: a hop's gains.</summary>
    Inference,

    /// <summary>One step forward, back, and update of the weights.</summary>
    TrainingStep,
}
