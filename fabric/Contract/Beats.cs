namespace OnBoard.Fabric.Contract;

/// <summary>Sizes in beats of the bus, of which everything in memory is a multiple.</summary>
public static class Beats
{
    /// <summary>The next multiple of 16.</summary>
    public static int Pad(int bytes) => (bytes + JobLayout.Alignment - 1) & -JobLayout.Alignment;
}
