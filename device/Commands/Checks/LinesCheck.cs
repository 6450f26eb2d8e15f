using System.Device.Gpio;
using OnBoard.Drivers;
using OnBoard.Drivers.Gpio;
using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether the board's GPIO lines are there. Nothing is driven: a reset line stays as it is.</summary>
internal sealed class LinesCheck : ICheck
{
    public string Name => "lines";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        BoardDescription? board = context.Settings.Board.Description;
        if (board is null || board.Lines.Count == 0)
        {
            yield return Finding.Ok("GPIO", "the board file names no line");
            yield break;
        }

        foreach (IGrouping<string, BoardLine> chip in board.Lines.GroupBy(line => line.Chip))
        {
            string purposes = string.Join(", ", chip.Select(line => line.Purpose));
            int? number = GpioChips.Find(chip.Key);
            yield return number is null && I2cPlace.Parse(chip.Key) is null
                ? new Finding(
                    FindingState.Missing, $"GPIO chip {chip.Key}", $"the kernel has no such chip, so that there is no {purposes}",
                    "check --board and the device tree")
                : Open(chip.Key, purposes, number is null ? "by its registers" : "by the kernel");
        }
    }

    private static Finding Open(string label, string purposes, string way)
    {
        try
        {
            using GpioController controller = GpioChips.Open(label);
            return Finding.Ok($"GPIO chip {label}", $"is there for {purposes}, {way}");
        }
        catch (OnBoardException error)
        {
            return Finding.Of(error);
        }
    }
}
