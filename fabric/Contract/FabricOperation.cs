namespace OnBoard.Fabric.Contract;

/// <summary>What a job does.</summary>
public enum FabricOperation
{
    /// <summary>Takes over the network image; clears state and step number. The second network is empty then.</summary>
    Load = 1,

    /// <summary>Runs frames; writes the gains of each, and the state after the last where STATE_BYTES is not zero.</summary>
    Forward = 2,

    /// <summary>Runs frames and learns from each; otherwise as forward.</summary>
    Train = 3,

    /// <summary>Writes rows of weights on the chip back into an image of the same network.</summary>
    ReadWeights = 4,

    /// <summary>Begins a new utterance: the state becomes zero, the step number stays.</summary>
    ClearState = 5,

    /// <summary>Writes the state.</summary>
    ReadState = 6,

    /// <summary>Takes over a state.</summary>
    WriteState = 7,

    /// <summary>Tests the memories of the fabric; afterwards no network is loaded.</summary>
    SelfTest = 8,

    /// <summary>
    /// Takes rows of weights from an image of the same network; its tables are not looked at. The second network may be used
    /// from the piece on that ends with the last row.
    /// </summary>
    WriteWeights = 9,
}
