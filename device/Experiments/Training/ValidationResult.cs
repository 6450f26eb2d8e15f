using OnBoard.Fabric.Learning;

namespace OnBoard.Device.Experiments.Training;

/// <summary>What a validation run found.</summary>
/// <param name="Loss">Loss of the masks.</param>
/// <param name="WeightedLoss">Cross-entropy, nats per output, bands weighted as in training: what the best weights are chosen by.</param>
/// <param name="Activity">Share of cells that were active, over all layers and steps.</param>
public readonly record struct ValidationResult(MaskLoss Loss, double WeightedLoss, double Activity);
