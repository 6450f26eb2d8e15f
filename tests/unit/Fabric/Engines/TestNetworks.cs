using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>A network that the engines' tests share.</summary>
internal static class TestNetworks
{
    public static readonly NetworkDescription Small = new()
    {
        Name = "small", AudioInputs = 23, VideoInputs = 17, Cells = 32, Layers = 3, Outputs = 10, DistalFromLayer = 0,
        UniversalGroups = 4, UniversalShift = 2,
    };
}
