using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What a window used, by rail and by domain.</summary>
/// <param name="Name">The window's name with those around it: "training/step".</param>
/// <param name="BeginNanoseconds">Its begin on the monotonic clock.</param>
/// <param name="EndNanoseconds">Its end.</param>
/// <param name="Baseline">Identity of the idle baseline it is to be compared with; null where there is none.</param>
/// <param name="Rails">Every rail of the board, those that could not be opened included.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record EnergyReport<TProvenance>(
    string Name,
    long BeginNanoseconds,
    long EndNanoseconds,
    string? Baseline,
    IReadOnlyList<RailEnergy<TProvenance>> Rails)
    where TProvenance : struct, IProvenance
{
    /// <summary>"measured", "modelled" or "counted".</summary>
    public string Provenance { get; } = TProvenance.Label;

    /// <summary>Length of the window in seconds.</summary>
    public double Seconds => (EndNanoseconds - BeginNanoseconds) * 1e-9;

    /// <summary>A domain; null where the board has no rail of it.</summary>
    public DomainEnergy<TProvenance>? Of(PowerDomain domain) =>
        DomainEnergy<TProvenance>.Sum(Rails.Where(rail => rail.Rail.Domain == domain));

    /// <summary>
    /// All rails but the board input, which feeds them. It is not the energy of the board: what no monitor sees is not
    /// in it. Null where the board monitors its input only.
    /// </summary>
    public DomainEnergy<TProvenance>? RailTotal =>
        DomainEnergy<TProvenance>.Sum(Rails.Where(rail => rail.Rail.Domain != PowerDomain.BoardInput));

    /// <summary>What went into the board; null where no monitor sees it. Never added to <see
    /// cref="RailTotal"/>.</summary>
    public DomainEnergy<TProvenance>? BoardInput => Of(PowerDomain.BoardInput);
}
