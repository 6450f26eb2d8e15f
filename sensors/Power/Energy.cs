using System.Globalization;

namespace OnBoard.Sensors.Power;

/// <summary>Joules with the half width of their 95 % interval, of one provenance.</summary>
/// <param name="Joules">The estimate.</param>
/// <param name="Interval95">The truth lies within plus or minus this, with 95 %.</param>
/// <typeparam name="TProvenance">Where the figure comes from.</typeparam>
public readonly record struct Energy<TProvenance>(double Joules, double Interval95)
    where TProvenance : struct, IProvenance
{
    /// <summary>The sum of two figures with independent errors.</summary>
    public static Energy<TProvenance> operator +(Energy<TProvenance> left, Energy<TProvenance> right) =>
        new(left.Joules + right.Joules, double.Hypot(left.Interval95, right.Interval95));

    /// <summary>The difference of two figures with independent errors.</summary>
    public static Energy<TProvenance> operator -(Energy<TProvenance> left, Energy<TProvenance> right) =>
        new(left.Joules - right.Joules, double.Hypot(left.Interval95, right.Interval95));

    /// <summary>A part of a figure.</summary>
    public static Energy<TProvenance> operator /(Energy<TProvenance> energy, double parts) =>
        new(energy.Joules / parts, energy.Interval95 / Math.Abs(parts));

    /// <summary>Whether the interval leaves out zero.</summary>
    public bool IsResolved => Math.Abs(Joules) > Interval95;

    /// <summary>"1.234 J +- 0.012 J (measured)".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"{Joules:G4} J +- {Interval95:G2} J ({TProvenance.Label})");
}
