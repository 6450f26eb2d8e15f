namespace OnBoard.Fabric.Contract;

/// <summary>
/// How a job ended. 0x10 to 0x3F refuse a job: it has changed nothing, neither memory nor weights nor state, and its result
/// stands in the registers only. From 0x40 on it failed half-way: the fabric waits for a soft reset.
/// </summary>
public enum FabricCode
{
    Pending = 0x00,
    Done = 0x01,

    JobMisaligned = 0x10,
    JobOutOfRange = 0x11,
    BadMagic = 0x12,
    BadVersion = 0x13,
    BadOperation = 0x14,
    BadSequence = 0x15,
    BadFrames = 0x16,
    BadParameter = 0x17,
    BadCycleLimit = 0x18,
    Misaligned = 0x19,
    OutOfRange = 0x1A,

    NoNetwork = 0x20,
    BadImage = 0x21,
    BadImageVersion = 0x22,
    BadShape = 0x23,
    NetworkTooLarge = 0x24,
    UnsupportedLaw = 0x25,
    OtherImage = 0x26,
    BadStateSize = 0x27,
    BadStride = 0x28,
    UnsupportedThreshold = 0x29,
    BadSlot = 0x2A,
    BadPiece = 0x2B,
    FlipBusy = 0x2C,

    ReadError = 0x40,
    WriteError = 0x41,
    CycleLimit = 0x42,
    SelfTestFailed = 0x43,
}
