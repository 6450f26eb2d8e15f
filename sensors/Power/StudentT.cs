namespace OnBoard.Sensors.Power;

/// <summary>The two-sided 95 % quantile of Student's t: what 1.96 becomes with few samples.</summary>
public static class StudentT
{
    private static readonly double[] Table =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    ];

    /// <summary>Half the width of the 95 % interval of a mean.</summary>
    /// <param name="values">Two values or more.</param>
    /// <param name="mean">Their mean.</param>
    public static double HalfWidth95(IReadOnlyCollection<double> values, double mean)
    {
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return Quantile95(values.Count - 1) * Math.Sqrt(variance / values.Count);
    }

    /// <summary>The quantile for a number of degrees of freedom, 1 or more; exact to 0.001.</summary>
    public static double Quantile95(long degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (degreesOfFreedom <= Table.Length) return Table[degreesOfFreedom - 1];

        // Cornish-Fisher expansion about the normal quantile (Abramowitz and Stegun 26.7.5).
        const double z = 1.959964;
        double n = degreesOfFreedom;
        return z + (((z * z * z) + z) / (4 * n)) + (((5 * Math.Pow(z, 5)) + (16 * z * z * z) + (3 * z)) / (96 * n * n));
    }
}
