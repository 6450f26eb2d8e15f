namespace OnBoard.Sensors.Media;

/// <summary>One recording of a corpus in GRID layout (Cooke et al., JASA 120(5), 2006).</summary>
/// <param name="Path">The recording.</param>
/// <param name="Name">File name without extension; in GRID it codes the sentence.</param>
/// <param name="Speaker">The talker: the folder's name, or what the manifest says.</param>
/// <param name="Split">The manifest's split (train, dev, test, ...), or what the hash of its name gave.</param>
/// <param name="AlignmentPath">The word alignment beside the recording, where there is one.</param>
public sealed record GridClip(string Path, string Name, string Speaker, string Split, string? AlignmentPath);
