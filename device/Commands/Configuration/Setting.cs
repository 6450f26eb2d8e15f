namespace OnBoard.Device.Commands.Configuration;

/// <summary>
/// One thing that can be chosen: as option <c>--camera-mode</c>, as environment variable <c>ONBOARD_CAMERAMODE</c>, as key
/// <c>CameraMode</c> of the settings file.
/// </summary>
/// <param name="Key">As in the settings file: words with capitals, without anything between them.</param>
/// <param name="Placeholder">What may stand there, in short, for help.</param>
/// <param name="Values">What may stand there, as a phrase, for messages.</param>
/// <param name="Description">What it is for, and what holds without it.</param>
public sealed record Setting(string Key, string Placeholder, string Values, string Description)
{
    /// <summary>The option's name.</summary>
    public string Option => string.Concat(
        Key.Select((letter, at) => char.IsUpper(letter) ? $"-{(at == 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>The environment variable's name.</summary>
    public string Variable => $"{SettingValues.Prefix}{Key.ToUpperInvariant()}";
}
