using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>The sum of a domain's rails.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Watts">Sum of the last readings; not a number where one of them cannot be told.</param>
/// <param name="Joules">Sum since sampling began; likewise.</param>
public sealed record DomainFigures(PowerDomain Domain, double Watts, double Joules);
