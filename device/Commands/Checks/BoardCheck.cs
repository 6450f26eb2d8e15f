using OnBoard.Device.Service.Devices;
using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Which board this is, and whether it is described.</summary>
internal sealed class BoardCheck : ICheck
{
    public string Name => "board";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        BoardChoice board = context.Settings.Board;
        if (!board.IsReal)
        {
            yield return Finding.Ok(
                board.Description!.Title, "needs no hardware; its power is modelled, not measured");
            yield break;
        }

        BoardDescription description = board.Description ?? throw RailMonitors.NoBoardFile();
        string model = BoardCatalog.ReadModel() ?? "no model in the device tree";
        BoardDescription? identified = BoardCatalog.Identify();
        yield return identified is null || identified.Name == description.Name
            ? Finding.Ok(description.Title, model)
            : Finding.Note(
                description.Title, $"was asked for, but the device tree says {model}", "leave --board out to follow the device tree");
    }
}
