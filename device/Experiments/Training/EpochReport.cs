using OnBoard.Fabric.Learning;

namespace OnBoard.Device.Experiments.Training;

/// <summary>What one epoch of training came to.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Training">Loss on the training mixtures, contexts dropped.</param>
/// <param name="Validation">Loss and activity on the validation mixtures, of the averaged weights.</param>
/// <param name="Best">Whether the validation loss is the best so far.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record EpochReport(int Epoch, MaskLoss Training, ValidationResult Validation, bool Best, double Seconds);

/// <summary>What a validation run found.</summary>
/// <param name="Loss">Loss of the masks.</param>
/// <param name="WeightedLoss">
/// Cross-entropy, nats per output, bands weighted as in training, and the errors of the sound and of its envelopes as they count there: what the best weights are
/// chosen by.
/// </param>
/// <param name="Fidelity">Energy of the speech over that of the sound's error, dB: the mean over the mixtures.</param>
/// <param name="Clarity">How well its envelopes follow the speech's, -1..1, about as the mean of STOI and ESTOI would say: see <see cref="ClarityError"/>.</param>
/// <param name="Activity">Share of cells that were active, over all layers and steps.</param>
public readonly record struct ValidationResult(MaskLoss Loss, double WeightedLoss, double Fidelity, double Clarity, double Activity);
