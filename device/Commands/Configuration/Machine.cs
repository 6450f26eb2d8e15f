using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Commands.Configuration;

/// <summary>What the device tree says of the machine that the program runs on.</summary>
internal static class Machine
{
    private const string Compatible = "/proc/device-tree/compatible";

    /// <summary>Whether this is a Zynq UltraScale+ board.</summary>
    public static bool IsBoard =>
        File.Exists(Compatible) && File.ReadAllText(Compatible).Contains("xlnx,zynqmp", StringComparison.Ordinal);

    /// <summary>The board's own name.</summary>
    public static string Model => BoardCatalog.ReadModel() ?? "unnamed board";
}
