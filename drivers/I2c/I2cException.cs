namespace OnBoard.Drivers.I2c;

/// <summary>A transfer or a chip on an I2C bus failed; <see cref="Fault"/> says how.</summary>
/// <param name="subject">The bus and the chip, for example "ina226 at i2c-3 0x40".</param>
/// <param name="fault">How it failed.</param>
/// <param name="detail">What was seen, where the fault alone does not say it; a phrase without a full stop.</param>
public sealed class I2cException(string subject, I2cFault fault, string? detail = null)
    : DeviceFailedException(subject, detail ?? CauseOf(fault), RemedyOf(fault))
{
    /// <summary>How the transfer or the chip failed.</summary>
    public I2cFault Fault { get; } = fault;

    /// <summary>The same error of a chip that is named otherwise.</summary>
    internal I2cException At(string subject) => new(subject, Fault, Cause);

    private static string CauseOf(I2cFault fault) => fault switch
    {
        I2cFault.NotAcknowledged => "the chip did not acknowledge",
        I2cFault.BusStuck => "the transfer timed out: SCL or SDA is held low",
        I2cFault.ArbitrationLost => "another master took the bus",
        I2cFault.OwnedByKernel => "a kernel driver owns the chip",
        I2cFault.WrongIdentity => "another chip answers at this address",
        I2cFault.NotCalibrated => "the calibration register is 0, so current and power read as zero",
        I2cFault.BadChecksum => "the packet error check does not match",
        I2cFault.UnknownFormat => "the chip uses a number format that is not supported",
        I2cFault.ChipReset => "the chip lost its configuration",
        I2cFault.NoConversion => "no conversion ended in the time that the datasheet allows",
        _ => "the transfer failed",
    };

    private static string RemedyOf(I2cFault fault) => fault switch
    {
        I2cFault.NotAcknowledged => "check the address and mux channel of the board file, and that the rail is powered",
        I2cFault.BusStuck => "reset the mux, or recover the bus with nine clocks",
        I2cFault.ArbitrationLost => "try again; another master (system controller, PMBus tool) is on the bus",
        I2cFault.OwnedByKernel => "read it through hwmon or IIO, or unbind the driver",
        I2cFault.WrongIdentity => "check that the board file is that of this board",
        I2cFault.NotCalibrated => "write the calibration register, or use shunt and bus voltage",
        I2cFault.BadChecksum => "try again; lower the bus clock if it persists",
        I2cFault.UnknownFormat => "take the rail out of the board file",
        I2cFault.ChipReset => "open the rails again; look for a power cycle of the chip's supply",
        I2cFault.NoConversion => "check the operating mode in the configuration register",
        _ => "look at the kernel log",
    };
}

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
