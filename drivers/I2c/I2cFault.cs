namespace OnBoard.Drivers.I2c;

/// <summary>What can go wrong between a bus master and a chip.</summary>
public enum I2cFault
{
    /// <summary>No chip answered at the address, or it refused a byte (ENXIO, EREMOTEIO).</summary>
    NotAcknowledged,

    /// <summary>A line is held low and the transfer never ended (ETIMEDOUT).</summary>
    BusStuck,

    /// <summary>Another master won the bus (EAGAIN).</summary>
    ArbitrationLost,

    /// <summary>A kernel driver owns the chip: read it through sysfs (EBUSY).</summary>
    OwnedByKernel,

    /// <summary>A chip answered, but its identity registers are those of another.</summary>
    WrongIdentity,

    /// <summary>The calibration register is zero, so the current and power registers always read zero.</summary>
    NotCalibrated,

    /// <summary>The packet error check does not match the bytes.</summary>
    BadChecksum,

    /// <summary>The chip answers in a number format that the driver does not know.</summary>
    UnknownFormat,

    /// <summary>The chip lost its configuration: it was reset or lost power.</summary>
    ChipReset,

    /// <summary>A conversion did not end within the time that the datasheet allows.</summary>
    NoConversion,

    /// <summary>Anything else that the kernel reported.</summary>
    Other,
}
