using System.Device.Gpio;
using OnBoard.Drivers;
using OnBoard.Drivers.Gpio;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// Brings the bus of the monitors back by the lines that the board file names: clocks a held bus free where SCL and SDA can
/// be driven, and resets the multiplexer. For when every rail has fallen silent; what hears or sees is not touched.
/// </summary>
/// <param name="board">The board.</param>
/// <param name="clock">The clock of the pulses.</param>
/// <param name="openChip">Opens a GPIO chip by its label; <see cref="GpioChips.Open"/> by default.</param>
public sealed class PowerBusRecovery(BoardDescription board, IClock clock, Func<string, GpioController>? openChip = null)
{
    private const long ResetNanoseconds = 1_000_000; // PCA9544A and PCA9548A need 6 ns

    private readonly Func<string, GpioController> _openChip = openChip ?? (label => GpioChips.Open(label));

    /// <summary>Tries both; each reports what it did, or why it could not.</summary>
    /// <returns>Empty where the board file names no such line.</returns>
    public IReadOnlyList<string> Recover()
    {
        List<string> done = [];
        if (board.FindLine(LinePurpose.BusClock) is { } scl && board.FindLine(LinePurpose.BusData) is { } sda && scl.Chip == sda.Chip)
            done.Add(Try("bus", () => Clock(scl, sda)));
        if (board.FindLine(LinePurpose.MuxReset) is { } reset) done.Add(Try("multiplexer", () => Reset(reset)));
        return done;
    }

    private static string Try(string what, Func<string> recover)
    {
        try
        {
            return recover();
        }
        catch (OnBoardException error)
        {
            return $"{what} not recovered: {error.Subject}: {error.Cause}";
        }
    }

    private string Clock(BoardLine scl, BoardLine sda)
    {
        using GpioController chip = _openChip(scl.Chip);
        int clocks = I2cBusRecovery.Recover(chip, scl.Offset, sda.Offset, clock);
        return clocks == 0 ? "the bus was free" : $"the bus was held and is free after {clocks} clocks";
    }

    private string Reset(BoardLine reset)
    {
        using GpioController chip = _openChip(reset.Chip);
        using GpioLine line = new(chip, reset.Offset, PinMode.Output, reset.ActiveLow);
        line.IsActive = true;
        clock.SleepUntil(clock.Nanoseconds + ResetNanoseconds);
        line.IsActive = false;
        return "the multiplexer was reset";
    }
}
