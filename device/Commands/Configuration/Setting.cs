namespace OnBoard.Device.Commands.Configuration;

/// <summary>
/// One thing that can be chosen: as option <c>--camera-mode</c>, as environment variable <c>ONBOARD_CAMERAMODE</c>, as key
/// <c>CameraMode</c> of the settings file.
/// </summary>
/// <param name="Key">As in the settings file: words with capitals, without anything between them.</param>
/// <param name="Placeholder">What may stand there, in short, for help.</param>
/// <param name="Values">What may stand there, as a phrase, for messages.</param>
/// <param name="Description">What it is for, and what holds without it.</param>
/// <param name="FormerKey">The key of the version before, which is still read, with a warning; null where it has not changed.</param>
public sealed record Setting(string Key, string Placeholder, string Values, string Description, string? FormerKey = null)
{
    /// <summary>The option's name.</summary>
    public string Option => OptionOf(Key);

    /// <summary>The option's name in the version before; null where it has not changed.</summary>
    public string? FormerOption => FormerKey is null ? null : OptionOf(FormerKey);

    /// <summary>The environment variable's name.</summary>
    public string Variable => VariableOf(Key);

    /// <summary>The environment variable's name in the version before; null where it has not changed.</summary>
    public string? FormerVariable => FormerKey is null ? null : VariableOf(FormerKey);

    private static string OptionOf(string key) => string.Concat(
        key.Select((letter, at) => char.IsUpper(letter) ? $"-{(at == 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private static string VariableOf(string key) => $"{SettingValues.Prefix}{key.ToUpperInvariant()}";
}
