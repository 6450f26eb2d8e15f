using OnBoard.Device.Experiments.Evaluation;

namespace OnBoard.Tests.Bench.Peers;

/// <summary>A network of somebody else among the systems that the evaluator scores. It hears only.</summary>
internal sealed record PeerSystem(PeerDescription Peer) : EvaluatedSystem(Peer.Name, null, "")
{
    public override IClipEnhancer Open() => new PeerOnClips(Peer);
}
