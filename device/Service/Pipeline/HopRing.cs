using OnBoard.Device.Enhancement;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>Hops from one thread to another.</summary>
/// <param name="capacity">Hops that the reader may be behind.</param>
internal sealed class HopRing(int capacity) : Ring<Hop>(capacity);
