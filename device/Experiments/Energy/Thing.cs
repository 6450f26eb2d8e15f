namespace OnBoard.Device.Experiments.Energy;

/// <summary>What is measured.</summary>
internal enum Thing
{
    /// <summary>One forward step of the network: a hop's gains.</summary>
    Inference,

    /// <summary>One step forward, back, and update of the weights.</summary>
    TrainingStep,
}

/// <summary>How things are called.</summary>
internal static class ThingText
{
    /// <summary>"inference", "training step".</summary>
    public static string Text(this Thing thing) => thing == Thing.Inference ? "inference" : "training step";
}
