using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit;

/// <summary>Networks of earlier versions, which still load.</summary>
internal static class FormerNetworks
{
    /// <summary>A small network of 0.1.0's kind: it hears and sees histories, of cells of the law cooperation with universal context.</summary>
    public static NetworkDescription Tiny { get; } = new() { Name = "tiny", Cells = 64, Layers = 2 };
}
