using OnBoard.Drivers.Memory;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>Memory that driver and model both see, and the model's way to it over a bus that may fail.</summary>
internal sealed class ModelMemory(Memory<byte> bytes, ulong busAddress) : IDmaMemory
{
    public string Name => "model memory";

    public ulong BusAddress => busAddress;

    public int Length { get; } = bytes.Length / IDmaMemory.Alignment * IDmaMemory.Alignment;

    /// <summary>The next access of this kind is answered with an error.</summary>
    public ModelFault NextError { get; set; }

    /// <summary>Writes of the model are lost, as in a cache that nobody writes back.</summary>
    public bool LosesWrites { get; set; }

    /// <summary>Bytes that the model has read.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes that the model has written.</summary>
    public long BytesWritten { get; private set; }

    public void Write(int offset, ReadOnlySpan<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        data.CopyTo(bytes.Span[offset..]);
    }

    public void Read(int offset, Span<byte> data)
    {
        IDmaMemory.Require(offset, data.Length, Length);
        bytes.Span.Slice(offset, data.Length).CopyTo(data);
    }

    /// <summary>The model reads over the bus; false where the bus answers with an error.</summary>
    public bool TryFetch(ulong address, Span<byte> data)
    {
        if (Take(ModelFault.ReadError) || !Holds(address, data.Length)) return false;
        BytesRead += data.Length;
        bytes.Span.Slice((int)(address - busAddress), data.Length).CopyTo(data);
        return true;
    }

    /// <summary>The model writes over the bus; false where the bus answers with an error.</summary>
    public bool TryStore(ulong address, ReadOnlySpan<byte> data)
    {
        if (Take(ModelFault.WriteError) || !Holds(address, data.Length)) return false;
        BytesWritten += data.Length;
        if (!LosesWrites) data.CopyTo(bytes.Span[(int)(address - busAddress)..]);
        return true;
    }

    /// <summary>Counts of bytes begin anew.</summary>
    public void ResetCounts() => BytesRead = BytesWritten = 0;

    public void Dispose()
    {
        // Nothing is held.
    }

    private bool Holds(ulong address, int length) =>
        address >= busAddress && address - busAddress <= (ulong)Length && (ulong)length <= (ulong)Length - (address - busAddress);

    private bool Take(ModelFault error)
    {
        if (NextError != error) return false;
        NextError = ModelFault.None;
        return true;
    }
}
