using System.Numerics.Tensors;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// How much noise lies under a voice: the least that each band held lately. In flowing speech some band rests at every moment, so this
/// is known within a second; of the energy of all bands together, which rests only between words, not before one was heard. Allocates
/// nothing after it was made.
/// </summary>
/// <remarks>Minimum statistics, Martin, IEEE Trans. Speech Audio Process. 9 (5), 2001, with a rising floor in place of a window.</remarks>
/// <param name="bands">How many bands at the most.</param>
public sealed class BandFloors(int bands)
{
    // A floor rises by 2 dB a second, and quickly to what is heard while nobody talks, so that noise that begins is noticed in the next
    // gap; it is never further below the talk than Bound, from where it comes back in seconds.
    private const float LevelRate = 0.6f, Rise = 1.0046f, RestRate = 0.02f, Bound = 1e-3f;

    private readonly float[] _levels = new float[bands], _floors = new float[bands];

    /// <summary>Numbers of its state.</summary>
    public int StateLength => 2 * bands;

    /// <summary>Takes a hop.</summary>
    /// <param name="energies">Of each band; finite.</param>
    /// <param name="talks">Whether somebody talks.</param>
    /// <param name="talk">Energy of the talk of late, all bands together.</param>
    /// <returns>All floors together.</returns>
    public float Hear(ReadOnlySpan<float> energies, bool talks, float talk)
    {
        Span<float> levels = _levels.AsSpan(0, energies.Length), floors = _floors.AsSpan(0, energies.Length);
        if (TensorPrimitives.Sum<float>(levels) <= 0)
        {
            energies.CopyTo(levels);
            energies.CopyTo(floors);
        }

        TensorPrimitives.Lerp(levels, energies, LevelRate, levels);
        TensorPrimitives.Multiply(floors, Rise, floors);
        TensorPrimitives.Min(levels, floors, floors);
        if (!talks) TensorPrimitives.Lerp(floors, levels, RestRate, floors);
        TensorPrimitives.Max(floors, Bound * talk / energies.Length, floors);
        return TensorPrimitives.Sum<float>(floors);
    }

    /// <summary>Forgets what was heard.</summary>
    public void Reset()
    {
        _levels.AsSpan().Clear();
        _floors.AsSpan().Clear();
    }

    /// <summary>Copies what it remembers.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state)
    {
        _levels.CopyTo(state);
        _floors.CopyTo(state[bands..]);
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        state[..bands].CopyTo(_levels);
        state[bands..].CopyTo(_floors);
    }
}
