using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>
/// One of the two networks in a model: an engine that computes, and its weights as rows, which jobs read and write in pieces. The
/// engine takes over what was written when it is used next.
/// </summary>
internal sealed class ModelSlot(IEventEngine engine) : IDisposable
{
    private readonly IntegerNetwork _rows = new(engine.Topology);
    private readonly NetworkState _state = new(engine.Topology);
    private bool _rowsAreNewer, _engineIsNewer = true;

    /// <summary>Whether all weights were written.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>The weights, to be read.</summary>
    public IntegerNetwork Rows
    {
        get
        {
            if (_engineIsNewer) engine.ReadWeights(_rows);
            _engineIsNewer = false;
            return _rows;
        }
    }

    /// <summary>The weights, to be written.</summary>
    public IntegerNetwork Writable
    {
        get
        {
            IntegerNetwork rows = Rows;
            _rowsAreNewer = true;
            return rows;
        }
    }

    /// <summary>The engine with the weights as they were written last.</summary>
    /// <param name="learns">Whether it is about to change them.</param>
    public IEventEngine Use(bool learns)
    {
        if (_rowsAreNewer) engine.WriteWeights(_rows);
        _rowsAreNewer = false;
        _engineIsNewer |= learns;
        return engine;
    }

    /// <summary>Gives this network's state to another, and takes that one's.</summary>
    public void ExchangeState(ModelSlot other)
    {
        IEventEngine mine = Use(learns: false), its = other.Use(learns: false);
        mine.ReadState(_state);
        its.ReadState(other._state);
        mine.WriteState(other._state);
        its.WriteState(_state);
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();
}
