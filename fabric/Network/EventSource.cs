namespace OnBoard.Fabric.Network;

/// <summary>Where a run of rows of a synapse matrix takes its input from.</summary>
public enum EventSource
{
    /// <summary>The audio stream's input features.</summary>
    AudioInput,

    /// <summary>The video stream's input features.</summary>
    VideoInput,

    /// <summary>Outputs of a layer at this step.</summary>
    Layer,

    /// <summary>Outputs of a layer at the previous step.</summary>
    PreviousLayer,

    /// <summary>The universal summary of the previous step.</summary>
    Universal,

    /// <summary>The constant 1: its row is the bias.</summary>
    One,
}
