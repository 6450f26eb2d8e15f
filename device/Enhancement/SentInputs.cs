using System.Numerics;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The inputs of one stream: the features of the newest hop or frame, and of those before it where a network takes a history.
/// </summary>
/// <param name="features">Features of one hop or frame.</param>
/// <param name="frames">How many hops or frames; newest first.</param>
/// <param name="delta">A feature that changed by less is held at what was sent last; see <see cref="FeatureScaling.Delta"/>.</param>
internal sealed class SentInputs(int features, int frames, float delta)
{
    private readonly float[] _values = new float[frames * features];

    /// <summary>Frames x features.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Takes the newest features.</summary>
    public void Push(ReadOnlySpan<float> newest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(newest.Length, features);

        // What was sent last is the newest of the history: nothing else has to be remembered.
        if (frames > 1) _values.AsSpan(0, _values.Length - features).CopyTo(_values.AsSpan(features));
        int next = 0;
        Vector<float> least = new(delta);
        for (; next + Vector<float>.Count <= features; next += Vector<float>.Count)
        {
            Vector<float> now = new(newest[next..]), sent = new(_values, next);
            Vector.ConditionalSelect(Vector.GreaterThanOrEqual(Vector.Abs(now - sent), least), now, sent).CopyTo(_values, next);
        }

        for (int i = next; i < features; i++)
        {
            if (MathF.Abs(newest[i] - _values[i]) >= delta) _values[i] = newest[i];
        }
    }

    /// <summary>Goes on from values that another had.</summary>
    public void Restore(ReadOnlySpan<float> values) => values.CopyTo(_values);

    /// <summary>All zeros.</summary>
    public void Clear() => _values.AsSpan().Clear();
}
