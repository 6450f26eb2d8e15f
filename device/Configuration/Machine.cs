namespace OnBoard.Device.Configuration;

/// <summary>What the device tree says of the machine that the program runs on.</summary>
internal static class Machine
{
    private const string Compatible = "/proc/device-tree/compatible";
    private const string ModelNode = "/proc/device-tree/model";

    /// <summary>Whether this is a Zynq UltraScale+ board.</summary>
    public static bool IsBoard =>
        File.Exists(Compatible) && File.ReadAllText(Compatible).Contains("xlnx,zynqmp", StringComparison.Ordinal);

    /// <summary>The board's own name.</summary>
    public static string Model => File.Exists(ModelNode) ? File.ReadAllText(ModelNode).TrimEnd('\0', '\n') : "unnamed board";
}
