using System.Device.I2c;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// A PMBus converter with one or several outputs. PAGE and the command after it are one critical section of this
/// object: all outputs of a chip share one instance.
/// </summary>
/// <param name="device">The chip; disposed with this.</param>
/// <param name="packetErrorCheck">Sends and checks the CRC byte of SMBus.</param>
public sealed class PmbusDevice(I2cDevice device, bool packetErrorCheck = false) : IDisposable
{
    private readonly Lock _section = new();

    /// <summary>Chip, bus and address.</summary>
    public string Name { get; } = ChipName.Of("pmbus", device, packetErrorCheck ? "registers, checked" : "registers");

    /// <summary>Chip, bus, address and page of an output.</summary>
    public string NameOf(int page) =>
        $"pmbus at {ChipName.PlaceOf(device)} page {page} ({(packetErrorCheck ? "registers, checked" : "registers")})";

    /// <summary>All faults of an output.</summary>
    /// <exception cref="I2cException">The bus failed, or a check did not match.</exception>
    public PmbusStatus ReadStatus(int page) => (PmbusStatus)ReadWord(page, PmbusCommand.StatusWord);

    /// <summary>Whether there is such an output: the converter takes its page, and its status can be read. Some take any
    /// page and go on with the one before, so that the page is read back where that can be.</summary>
    /// <exception cref="I2cException">There is none, or the bus failed.</exception>
    public void CheckPage(int page)
    {
        lock (_section)
        {
            _ = ReadStatus(page);
            int taken;
            try
            {
                taken = ReadByte(page, PmbusCommand.Page);
            }
            catch (I2cException error) when (error.Fault == I2cFault.NotAcknowledged)
            {
                return; // PAGE is write-only here.
            }

            if (taken != page)
                throw new I2cException(Name, I2cFault.NotAcknowledged, $"it has no page {page}: it stayed on page {taken}");
        }
    }

    /// <summary>READ_VOUT in volts.</summary>
    /// <exception cref="I2cException">The bus failed, a check did not match, or VOUT_MODE is not linear.</exception>
    public double ReadOutputVolts(int page)
    {
        lock (_section)
        {
            // Asked each time: a converter may be set anew while we run, and a wrong exponent is a silent factor.
            byte mode = ReadByte(page, PmbusCommand.VoutMode);
            int exponent = Ulinear16.ExponentOf(mode)
                ?? throw new I2cException(Name, I2cFault.UnknownFormat, $"VOUT_MODE is {mode:x2}, which is not linear");
            return Ulinear16.Decode(ReadWord(page, PmbusCommand.ReadVout), exponent);
        }
    }

    /// <summary>A reading in LINEAR11: <see cref="PmbusCommand.ReadIout"/> in amperes, READ_POUT in watts ...</summary>
    /// <exception cref="I2cException">The bus failed, or a check did not match.</exception>
    public double ReadLinear11(int page, PmbusCommand command) => Linear11.Decode(ReadWord(page, command));

    /// <summary>A byte of a page.</summary>
    /// <exception cref="I2cException">The bus failed, or a check did not match.</exception>
    public byte ReadByte(int page, PmbusCommand command)
    {
        Span<byte> bytes = stackalloc byte[1];
        Read(page, command, bytes);
        return bytes[0];
    }

    /// <summary>A word of a page, low byte first on the wire.</summary>
    /// <exception cref="I2cException">The bus failed, or a check did not match.</exception>
    public ushort ReadWord(int page, PmbusCommand command)
    {
        Span<byte> bytes = stackalloc byte[2];
        Read(page, command, bytes);
        return (ushort)(bytes[0] | (bytes[1] << 8));
    }

    /// <summary>Clears the latched faults of a page.</summary>
    /// <exception cref="I2cException">The bus failed.</exception>
    public void ClearFaults(int page)
    {
        lock (_section)
        {
            Write([(byte)PmbusCommand.Page, (byte)page]);
            Write([(byte)PmbusCommand.ClearFaults]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private void Read(int page, PmbusCommand command, Span<byte> bytes)
    {
        Span<byte> answer = stackalloc byte[bytes.Length + 1];
        if (!packetErrorCheck) answer = answer[..^1];
        lock (_section)
        {
            Write([(byte)PmbusCommand.Page, (byte)page]);
            device.WriteRead([(byte)command], answer);
        }

        answer[..bytes.Length].CopyTo(bytes);
        if (!packetErrorCheck) return;
        byte address = (byte)(device.ConnectionSettings.DeviceAddress << 1);
        byte check = PacketErrorCheck.Over([address, (byte)command, (byte)(address | 1)]);
        if (PacketErrorCheck.Over(answer, check) != 0) throw new I2cException(Name, I2cFault.BadChecksum);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (!packetErrorCheck)
        {
            device.Write(bytes);
            return;
        }

        Span<byte> message = stackalloc byte[bytes.Length + 1];
        bytes.CopyTo(message);
        byte check = PacketErrorCheck.Over([(byte)(device.ConnectionSettings.DeviceAddress << 1)]);
        message[^1] = PacketErrorCheck.Over(bytes, check);
        device.Write(message);
    }
}

/// <summary>The PMBus commands that rails need (PMBus 1.3, part II, appendix I).</summary>
public enum PmbusCommand : byte
{
    /// <summary>Selects the output that the following commands address.</summary>
    Page = 0x00,

    /// <summary>Clears all fault bits.</summary>
    ClearFaults = 0x03,

    /// <summary>Number format of voltages.</summary>
    VoutMode = 0x20,

    /// <summary>All faults in one word.</summary>
    StatusWord = 0x79,

    /// <summary>Input voltage, LINEAR11.</summary>
    ReadVin = 0x88,

    /// <summary>Input current, LINEAR11.</summary>
    ReadIin = 0x89,

    /// <summary>Output voltage, in the format of VOUT_MODE.</summary>
    ReadVout = 0x8b,

    /// <summary>Output current, LINEAR11.</summary>
    ReadIout = 0x8c,

    /// <summary>Temperature, LINEAR11.</summary>
    ReadTemperature1 = 0x8d,

    /// <summary>Output power, LINEAR11.</summary>
    ReadPout = 0x96,
}

/// <summary>STATUS_WORD (PMBus 1.3, part II, section 17.2).</summary>
[Flags]
public enum PmbusStatus : ushort
{
    /// <summary>Nothing to report.</summary>
    None = 0,

    /// <summary>Communication, memory or logic fault.</summary>
    Communication = 1 << 1,

    /// <summary>Temperature fault or warning.</summary>
    Temperature = 1 << 2,

    /// <summary>Input undervoltage.</summary>
    InputUndervoltage = 1 << 3,

    /// <summary>Output overcurrent.</summary>
    OutputOvercurrent = 1 << 4,

    /// <summary>Output overvoltage.</summary>
    OutputOvervoltage = 1 << 5,

    /// <summary>The unit gives no power, for whatever reason.</summary>
    Off = 1 << 6,

    /// <summary>The unit was busy and could not answer.</summary>
    Busy = 1 << 7,

    /// <summary>POWER_GOOD is negated.</summary>
    PowerNotGood = 1 << 11,

    /// <summary>Input voltage, current or power.</summary>
    Input = 1 << 13,

    /// <summary>Output current or power.</summary>
    OutputCurrent = 1 << 14,

    /// <summary>Output voltage.</summary>
    OutputVoltage = 1 << 15,
}
