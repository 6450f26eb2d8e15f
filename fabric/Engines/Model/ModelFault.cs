namespace OnBoard.Fabric.Engines.Model;

/// <summary>What can be made to go wrong with one job of a <see cref="FabricModel"/>.</summary>
public enum ModelFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It never ends; a soft reset helps.</summary>
    Hang,

    /// <summary>It never ends, and a soft reset is not heard either; loading anew helps.</summary>
    Deaf,

    /// <summary>Its registers stop answering, as behind a bridge without a clock; loading anew helps.</summary>
    Gone,

    /// <summary>The bus answers the first read of its frames, or of its image, with an error.</summary>
    ReadError,

    /// <summary>The bus answers its first write with an error.</summary>
    WriteError,

    /// <summary>Its block arrives with a bit turned over, so it is refused.</summary>
    CorruptRequest,

    /// <summary>It ends under another number.</summary>
    WrongSequence,

    /// <summary>Its interrupt is lost.</summary>
    LostInterrupt,

    /// <summary>An interrupt comes before it has ended.</summary>
    SpuriousInterrupt,

    /// <summary>What it writes stays in a cache: memory keeps the old bytes.</summary>
    StaleMemory,
}
