namespace OnBoard.Tests.Unit;

/// <summary>Tests that measure the whole process, its memory for instance, run alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    /// <summary>The collection's name.</summary>
    public const string Name = "alone";
}
