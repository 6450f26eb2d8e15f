using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// A PMBus converter at command level: pages, LINEAR11, ULINEAR16, STATUS_WORD, packet error check, telemetry that is
/// renewed every 10 ms. An output that is off reports nonsense, as real ones do.
/// </summary>
public sealed class VirtualPmbusConverter : IVirtualChip
{
    private const long TelemetryNanoseconds = 10_000_000;

    private readonly IClock _clock;
    private readonly int _address;
    private readonly IReadOnlyDictionary<int, IVirtualRail> _pages;
    private readonly byte _voutMode;
    private readonly Dictionary<int, PmbusStatus> _faults = [];
    private byte _page;
    private byte _command;

    /// <param name="clock">The clock of the telemetry.</param>
    /// <param name="address">Its 7-bit address: the packet error check covers it.</param>
    /// <param name="pages">The outputs by page.</param>
    /// <param name="voutMode">VOUT_MODE; 0x18 is ULINEAR16 with exponent -8.</param>
    public VirtualPmbusConverter(
        IClock clock, int address, IReadOnlyDictionary<int, IVirtualRail> pages, byte voutMode = 0x18)
    {
        _clock = clock;
        _address = address;
        _pages = pages;
        _voutMode = voutMode;
    }

    /// <summary>Damages the next packet error check.</summary>
    public bool CorruptsChecksum { get; set; }

    /// <summary>Latches a fault of a page until CLEAR_FAULTS.</summary>
    public void Latch(int page, PmbusStatus fault) => _faults[page] = _faults.GetValueOrDefault(page) | fault;

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        _command = bytes[0];
        switch ((PmbusCommand)_command)
        {
            case PmbusCommand.Page when bytes.Length >= 2:
                if (!CheckMatches(bytes, 2)) return false;
                _page = bytes[1];
                return true;
            case PmbusCommand.ClearFaults:
                if (!CheckMatches(bytes, 1)) return false;
                _faults.Remove(_page);
                return true;
            default:
                return Answer((PmbusCommand)_command) is not null;
        }
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        bytes.Fill(0xff);
        if (Answer((PmbusCommand)_command) is not { } answer) return;
        int count = Math.Min(answer.Length, bytes.Length);
        answer.AsSpan(0, count).CopyTo(bytes);
        if (bytes.Length <= answer.Length) return;
        byte check = PacketErrorCheck.Over([(byte)(_address << 1), _command, (byte)((_address << 1) | 1)]);
        bytes[answer.Length] = (byte)(PacketErrorCheck.Over(answer, check) ^ (CorruptsChecksum ? 0x55 : 0));
        CorruptsChecksum = false;
    }

    private bool CheckMatches(ReadOnlySpan<byte> bytes, int length) =>
        bytes.Length == length
        || PacketErrorCheck.Over(bytes, PacketErrorCheck.Over([(byte)(_address << 1)])) == 0;

    private byte[]? Answer(PmbusCommand command)
    {
        if (command == PmbusCommand.Page) return [_page];
        if (!_pages.TryGetValue(_page, out IVirtualRail? rail)) return null;
        long to = _clock.Nanoseconds / TelemetryNanoseconds * TelemetryNanoseconds;
        long from = to - TelemetryNanoseconds;
        double volts = rail.IsOn ? rail.MeanVolts(from, to) : 0.156;
        double amperes = rail.IsOn ? rail.MeanAmperes(from, to) : 10.187;
        return command switch
        {
            PmbusCommand.VoutMode => [_voutMode],
            PmbusCommand.StatusWord => Word((ushort)(_faults.GetValueOrDefault(_page)
                | (rail.IsOn ? PmbusStatus.None : PmbusStatus.Off | PmbusStatus.PowerNotGood))),
            PmbusCommand.ReadVout => Word(Ulinear16.Encode(volts, Ulinear16.ExponentOf(_voutMode) ?? 0)),
            PmbusCommand.ReadIout => Word(Linear11.Encode(amperes)),
            PmbusCommand.ReadPout => Word(Linear11.Encode(volts * amperes)),
            PmbusCommand.ReadVin => Word(Linear11.Encode(12)),
            PmbusCommand.ReadTemperature1 => Word(Linear11.Encode(40)),
            _ => null,
        };
    }

    private static byte[] Word(ushort value) => [(byte)value, (byte)(value >> 8)];
}
