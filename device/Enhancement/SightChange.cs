namespace OnBoard.Device.Enhancement;

/// <summary>What the network came to see of the mouth at a hop.</summary>
public enum SightChange
{
    /// <summary>Nothing new: the last frames are held.</summary>
    None,

    /// <summary>A frame with a mouth.</summary>
    Mouth,

    /// <summary>A frame without one.</summary>
    NoMouth,

    /// <summary>All frames were forgotten: they are too old.</summary>
    Forgotten,
}
