namespace OnBoard.Fabric.Contract;

/// <summary>What codes mean.</summary>
public static class FabricCodes
{
    private const int FirstRefusal = 0x10, FirstFailure = 0x40;

    /// <summary>Whether the job was refused and so has changed nothing.</summary>
    public static bool IsRefusal(this FabricCode code) => (int)code is >= FirstRefusal and < FirstFailure;

    /// <summary>Whether the job broke off half-way, so that the fabric needs a soft reset.</summary>
    public static bool IsFailure(this FabricCode code) => (int)code >= FirstFailure;

    /// <summary>The code in words, for messages and for the document; without a full stop.</summary>
    public static string Describe(this FabricCode code) => code switch
    {
        FabricCode.Pending => "not ended",
        FabricCode.Done => "done",
        FabricCode.JobMisaligned => "the job block is not aligned to 512 bytes",
        FabricCode.JobOutOfRange => "the job block is outside the memory that jobs may use",
        FabricCode.BadMagic => "the job block does not begin with \"MCCJ\"",
        FabricCode.BadVersion => "the job block has another version",
        FabricCode.BadOperation => "there is no such operation, or this build lacks it",
        FabricCode.BadSequence => "the job block carries another sequence number than SUBMIT",
        FabricCode.BadFrames => "the number of frames is zero",
        FabricCode.BadParameter => "the penalty or the rate shift is out of its range",
        FabricCode.BadCycleLimit => "the limit of cycles is zero",
        FabricCode.Misaligned => "an address, a size or a stride is not a multiple of 16",
        FabricCode.OutOfRange => "a region is outside the memory that jobs may use",
        FabricCode.NoNetwork => "no network is loaded",
        FabricCode.BadImage => "the network image does not begin with \"MCCN\", or is longer than IMAGE_BYTES",
        FabricCode.BadImageVersion => "the network image has another version",
        FabricCode.BadShape => "header or tables of the network image contradict each other",
        FabricCode.NetworkTooLarge => "the network is larger than this build can hold",
        FabricCode.UnsupportedLaw => "this build lacks the network's activation law",
        FabricCode.OtherImage => "the image is not that of the loaded network",
        FabricCode.BadStateSize => "STATE_BYTES is not the size of the loaded network's state",
        FabricCode.BadStride => "a stride is smaller than a frame",
        FabricCode.UnsupportedThreshold => "this build runs no networks that send on change",
        FabricCode.BadSlot => "there is no such network, or no room for a second one beside the loaded network",
        FabricCode.BadPiece => "the piece of weights ends behind the last row of the network",
        FabricCode.FlipBusy => "a job runs: the two networks are exchanged between jobs only",
        FabricCode.ReadError => "the bus answered a read with an error",
        FabricCode.WriteError => "the bus answered a write with an error",
        FabricCode.CycleLimit => "the job took more cycles than its limit",
        FabricCode.SelfTestFailed => "a memory of the fabric does not keep what is written",
        _ => $"unknown code 0x{(int)code:X2}",
    };
}
