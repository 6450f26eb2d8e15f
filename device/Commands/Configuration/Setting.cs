namespace OnBoard.Device.Commands.Configuration;

/// <summary>
/// One thing that can be chosen: as option <c>--camera</c>, as environment variable <c>ONBOARD_CAMERA</c>, as key
/// <c>Camera</c> of the settings file.
/// </summary>
/// <param name="Key">One word, as in the settings file.</param>
/// <param name="Placeholder">What may stand there, in short, for help.</param>
/// <param name="Values">What may stand there, as a phrase, for messages.</param>
/// <param name="Description">What it is for, and what holds without it.</param>
public sealed record Setting(string Key, string Placeholder, string Values, string Description)
{
    /// <summary>The option's name.</summary>
    public string Option => $"--{Key.ToLowerInvariant()}";

    /// <summary>The environment variable's name.</summary>
    public string Variable => $"{SettingValues.Prefix}{Key.ToUpperInvariant()}";
}
