namespace OnBoard.Device.Enhancement;

/// <summary>
/// The inputs of one stream of a network: features of the newest step and, where a network takes a history, of those before, sent on
/// change; beside them what a stream remembers. Allocates nothing after it was made.
/// </summary>
public abstract class StreamInputs
{
    private readonly SentInputs _inputs;

    /// <param name="features">Features of one step.</param>
    /// <param name="steps">How many steps the network takes.</param>
    /// <param name="delta">See <see cref="FeatureScaling.Delta"/>.</param>
    private protected StreamInputs(int features, int steps, float delta)
    {
        Newest = new float[features];
        _inputs = new SentInputs(features, steps, delta);
    }

    /// <summary>The inputs, newest step first.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.Values;

    /// <summary>Numbers of the state that <see cref="Save"/> copies, beside the inputs.</summary>
    public abstract int StateLength { get; }

    /// <summary>Room for the features of the newest step.</summary>
    private protected float[] Newest { get; }

    /// <summary>Copies what is remembered beside the inputs.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public abstract void Save(Span<float> state);

    /// <summary>Goes on from inputs and a state that another had.</summary>
    public void Restore(ReadOnlySpan<float> state, ReadOnlySpan<float> inputs)
    {
        Restore(state);
        _inputs.Restore(inputs);
    }

    /// <summary>Begins a new utterance.</summary>
    public void Reset()
    {
        ClearInputs();
        Forget();
    }

    /// <summary>Sends <see cref="Newest"/>.</summary>
    private protected void Send() => _inputs.Push(Newest);

    private protected void ClearInputs() => _inputs.Clear();

    private protected abstract void Restore(ReadOnlySpan<float> state);

    private protected abstract void Forget();
}
