using System.Buffers.Binary;
using OnBoard.Device.Commands.Checks;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Device.Commands.Checks;

/// <summary>What the checks say of the fabric's memory and clock, and of who may load its logic anew.</summary>
public class FabricCheckTests
{
    private readonly SysfsTree _tree = new();

    [Theory]
    [InlineData(300_000_000, 300_000_000, "Ok")]
    [InlineData(300_000_000, 200_000_000, "Ok")]
    [InlineData(200_000_000, 300_000_000, "Failed")]
    public void Logic_that_is_clocked_faster_than_it_was_built_for_is_found(uint built, uint asked, string state)
    {
        string node = Path.Combine(_tree.Root, "firmware", "devicetree", "base", "axi", "clocking-mcc");
        Directory.CreateDirectory(node);
        byte[] rate = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(rate, asked);
        File.WriteAllBytes(Path.Combine(node, "assigned-clock-rates"), rate);
        Assert.Equal(state, FabricCheck.Clock(built, _tree.Root).State.ToString());
    }

    [Fact]
    public void A_clock_that_the_tree_does_not_name_is_noted() =>
        Assert.Equal(FindingState.Note, FabricCheck.Clock(300_000_000, _tree.Root).State);

    [Fact]
    public void A_board_whose_tree_keeps_no_memory_is_told_so_before_logic_is_loaded()
    {
        Finding finding = FabricCheck.WithoutLogic(_tree.Root);
        Assert.Equal(FindingState.Note, finding.State);
        Assert.Contains("would write into its memory", finding.Text, StringComparison.Ordinal);
        Assert.Contains("reserved-memory", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_loads_the_logic_anew_is_found()
    {
        string socket = Path.Combine(_tree.Root, "reload");
        Assert.Null(SandboxCheck.Reload(_tree.Root, socket));
        string manager = Path.Combine(_tree.Root, "class", "fpga_manager", "fpga0");
        Directory.CreateDirectory(manager);
        Assert.Equal(FindingState.Note, SandboxCheck.Reload(_tree.Root, socket)!.State);
        File.WriteAllText(socket, "");
        Assert.Contains("root does it", SandboxCheck.Reload(_tree.Root, socket)!.Text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(manager, "firmware"), "");
        Assert.Contains("this process may", SandboxCheck.Reload(_tree.Root, socket)!.Text, StringComparison.Ordinal);
    }
}
