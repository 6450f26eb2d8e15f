namespace OnBoard.Fabric.Network;

/// <summary>The two streams of a network.</summary>
public enum StreamName
{
    /// <summary>What is heard.</summary>
    Audio = 0,

    /// <summary>What is seen.</summary>
    Video = 1,
}
