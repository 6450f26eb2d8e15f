using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Learning;

/// <summary>What Adam (Kingma and Ba, arXiv:1412.6980) remembers between updates, and the running average of the weights.</summary>
public sealed class AdamState
{
    /// <summary>A fresh state whose running average begins at the parameters' values.</summary>
    public AdamState(NetworkParameters parameters)
    {
        FirstMoment = new NetworkParameters(parameters.Topology);
        SecondMoment = new NetworkParameters(parameters.Topology);
        Average = parameters.Clone();
    }

    /// <summary>Running mean of the gradients.</summary>
    public NetworkParameters FirstMoment { get; }

    /// <summary>Running mean of the squared gradients.</summary>
    public NetworkParameters SecondMoment { get; }

    /// <summary>Running average of the weights themselves.</summary>
    public NetworkParameters Average { get; }

    /// <summary>Updates done.</summary>
    public long Updates { get; set; }
}
