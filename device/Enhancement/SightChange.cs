namespace OnBoard.Device.Enhancement;

/// <summary>What the network came to see of the mouth at a hop.</summary>
public enum SightChange
{
    /// <summary>Nothing new: the last pictures are held.</summary>
    None,

    /// <summary>A picture with a mouth.</summary>
    Mouth,

    /// <summary>A picture without one.</summary>
    NoMouth,

    /// <summary>All pictures were forgotten: they are too old.</summary>
    Forgotten,
}
